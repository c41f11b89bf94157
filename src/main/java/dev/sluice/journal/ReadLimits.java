package dev.sluice.journal;

import java.time.Duration;

/**
 * Limits of {@link FairReads} for one caller and for all callers together.
 *
 * @param searches how many searches of one caller there may be, the one under way included
 * @param shared how many more there may be of those that share an answer
 * @param allSearches how many of all callers; a caller who has none may always have one
 * @param pages how many pages of one caller may lie in memory
 * @param allPages how many of all callers; a caller that has none may always have one, which at most doubles what is being
 *     written to it
 * @param bytes with how much data in the pages of one caller no further one is read
 * @param allBytes with how much in those of all callers
 * @param line for how long a search waits for its first step
 * @param work how long it may take from then on
 */
public record ReadLimits(
        int searches,
        int shared,
        int allSearches,
        int pages,
        int allPages,
        long bytes,
        long allBytes,
        Duration line,
        Duration work) {

    /**
     * A search holds a request thread, of which the set-ups of all servers have 200; a page has 64 KB, or one event. After a
     * restart all clients behind one address come back within a second, and one answer says to all of them where they go on.
     */
    public static final ReadLimits USUAL =
            new ReadLimits(20, 64, 100, 16, 256, 2 << 20, 32 << 20, Duration.ofSeconds(5), Duration.ofSeconds(10));
}

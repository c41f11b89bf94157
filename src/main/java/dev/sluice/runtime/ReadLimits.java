package dev.sluice.runtime;

import java.time.Duration;

/**
 * What one caller may have under way at {@link FairReads}, and all together.
 *
 * @param searches how many searches of one caller there may be, the one under way included
 * @param allSearches how many of all callers
 * @param pages how many pages of one caller may lie in memory
 * @param allPages how many of all callers
 * @param line for how long a search waits for its first step
 * @param work how long it may take from then on
 */
public record ReadLimits(int searches, int allSearches, int pages, int allPages, Duration line, Duration work) {

    /** A search holds a request thread, of which the set-ups of all servers have 200; a page has 64 KB, or one event. */
    public static final ReadLimits USUAL =
            new ReadLimits(8, 100, 16, 256, Duration.ofSeconds(5), Duration.ofSeconds(10));
}

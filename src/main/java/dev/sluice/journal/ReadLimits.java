package dev.sluice.journal;

import java.time.Duration;

/**
 * Limits of {@link FairReads} for one caller and for all callers together.
 *
 * @param searches the maximum number of searches of one caller, the one under way included
 * @param shared the maximum number of further searches of one caller that share an answer
 * @param allSearches the maximum number of searches of all callers; a caller without a search may always start one
 * @param pages the maximum number of pages of one caller in memory
 * @param allPages the maximum number of pages of all callers in memory; a caller without a page may always read one, which
 *     at most doubles what is being written to it
 * @param bytes no further page of a caller is read while its pages in memory have this much data
 * @param allBytes the same for the pages of all callers together
 * @param waiting the longest wait of a search for its first step
 * @param work the longest time for a search from then on
 */
public record ReadLimits(
        int searches,
        int shared,
        int allSearches,
        int pages,
        int allPages,
        long bytes,
        long allBytes,
        Duration waiting,
        Duration work) {

    /**
     * A search holds a request thread, of which the configurations of all servers have 200; a page has 64 KB, or one event.
     * After a restart all clients behind one address return within a second, and one shared answer tells all of them where
     * to continue.
     */
    public static final ReadLimits USUAL =
            new ReadLimits(20, 64, 100, 16, 256, 2 << 20, 32 << 20, Duration.ofSeconds(5), Duration.ofSeconds(10));
}

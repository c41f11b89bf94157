package dev.sluice.journal;

/** Counts the work of all callers of {@link FairReads} together, whose monitor guards it. */
final class ReadTotals {

    private final ReadLimits limits;
    private int searches;
    private int untakenPages;
    private long untakenBytes;

    ReadTotals(ReadLimits limits) {
        this.limits = limits;
    }

    int searches() {
        return searches;
    }

    void countSearches(int change) {
        searches += change;
    }

    void countPages(int change) {
        untakenPages += change;
    }

    void countBytes(long change) {
        untakenBytes += change;
    }

    boolean hasRoomForSearch() {
        return searches < limits.allSearches();
    }

    boolean hasRoomForPage() {
        return untakenPages < limits.allPages() && untakenBytes < limits.allBytes();
    }

    int freePages() {
        return limits.allPages() - untakenPages;
    }
}

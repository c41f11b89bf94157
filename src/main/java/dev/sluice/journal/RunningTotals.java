package dev.sluice.journal;

/**
 * The values of an event that never decrease along the positions.
 *
 * @param committedAt milliseconds since 1970
 * @param totalBytes the bytes of all data from the first event to this one
 */
record RunningTotals(long position, long committedAt, long totalBytes) {

    /** EclipseLink calls only public constructors in a constructor expression. */
    public RunningTotals {}
}

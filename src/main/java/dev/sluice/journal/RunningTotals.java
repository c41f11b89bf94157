package dev.sluice.journal;

/** The commit time of an event, and the bytes of all data up to and including it. */
record RunningTotals(long committedAt, long totalBytes) {}

package dev.sluice.journal;

/** What the journal has come to at some event: when that was, and the bytes of all data up to and with it. */
record RunningTotals(long committedAt, long totalBytes) {}

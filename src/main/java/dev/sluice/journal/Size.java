package dev.sluice.journal;

/**
 * The size of the journal.
 *
 * @param bytes the bytes of all events' data
 */
public record Size(long events, long bytes) {

    static final Size NOTHING = new Size(0, 0);
}

package dev.sluice.journal;

/**
 * How much the journal holds.
 *
 * @param bytes of the data of its events
 */
public record Size(long events, long bytes) {

    static final Size NOTHING = new Size(0, 0);
}

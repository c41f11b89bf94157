package dev.sluice.journal;

import dev.sluice.event.Cursor;

/**
 * How far the journal has got.
 *
 * @param epoch which journal it is
 * @param trimmed the low-water mark: everything up to here has been forgotten; 0 if nothing has
 * @param position the newest event; 0 if there has never been one
 */
public record Head(String epoch, long trimmed, long position) {

    public Cursor at(long somePosition) {
        return new Cursor(epoch, somePosition);
    }

    public Cursor cursor() {
        return at(position);
    }
}

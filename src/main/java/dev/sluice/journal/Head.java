package dev.sluice.journal;

import dev.sluice.event.Cursor;

/**
 * How far the journal has got.
 *
 * @param epoch which journal it is
 * @param trimmed the low-water mark: everything up to here has been forgotten; 0 if nothing has
 * @param position the newest event; 0 if there has never been one
 * @param completion the newest event that completed its topic; 0 if there has never been one
 */
public record Head(String epoch, long trimmed, long position, long completion) {

    public Cursor at(long somePosition) {
        return new Cursor(epoch, somePosition);
    }

    /** Whether any topic is complete: as a rule none is, and nobody needs to look. */
    public boolean hasCompletions() {
        return completion > trimmed;
    }

    public Cursor cursor() {
        return at(position);
    }
}

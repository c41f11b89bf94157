package dev.sluice.journal;

import dev.sluice.event.Cursor;

/**
 * The ends of the journal.
 *
 * @param epoch the identity of the journal
 * @param trimmed the low-water mark: the position of the newest event that retention has deleted; 0 if there is none
 * @param position the position of the newest event; 0 if there has never been one
 * @param completion the position of the newest event that completed its topic; 0 if there has never been one
 */
public record Head(String epoch, long trimmed, long position, long completion) {

    public Cursor at(long somePosition) {
        return new Cursor(epoch, somePosition);
    }

    /** Whether any topic may be complete. Usually none is, and no query is needed. */
    public boolean hasCompletions() {
        return completion > trimmed;
    }

    public Cursor cursor() {
        return at(position);
    }
}

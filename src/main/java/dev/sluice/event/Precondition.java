package dev.sluice.event;

import java.util.Optional;

/**
 * A precondition of a publisher: the topic has no event after the one that the publisher has seen.
 *
 * @param seen the newest event that the publisher knows; empty if the topic must be without any event
 */
public record Precondition(Optional<Cursor> seen) {

    public static final Precondition NEW_TOPIC = new Precondition(Optional.empty());

    public static Precondition unchangedSince(Cursor cursor) {
        return new Precondition(Optional.of(cursor));
    }

    /**
     * Whether it holds.
     *
     * @param end of the journal: what lies beyond it was seen in a state that is lost
     * @param newest the position of the topic's newest event; 0 if there is none
     */
    public boolean holds(Cursor end, long newest) {
        return seen.map(cursor -> cursor.epoch().equals(end.epoch())
                        && newest <= cursor.position()
                        && cursor.position() <= end.position())
                .orElse(newest == 0);
    }
}

package dev.sluice.event;

import java.util.Optional;

/**
 * A condition of a publisher: the topic has no newer event than the one that the publisher has seen.
 *
 * <p>Example: {@code draft.expecting(Precondition.unchangedSince(event.id()))}
 *
 * @param seen the newest event of the topic that the publisher has seen; empty if the topic must have no event
 */
public record Precondition(Optional<Cursor> seen) {

    /** Holds if the topic has no event. */
    public static final Precondition NEW_TOPIC = new Precondition(Optional.empty());

    /** Holds if the topic has no event after this cursor. */
    public static Precondition unchangedSince(Cursor cursor) {
        return new Precondition(Optional.of(cursor));
    }

    /**
     * Whether the condition holds.
     *
     * @param end the end of the journal; a cursor beyond it comes from a state of the journal that has been lost
     * @param newest the position of the topic's newest event; 0 if there is none
     */
    public boolean holds(Cursor end, long newest) {
        return seen.map(cursor -> cursor.epoch().equals(end.epoch())
                        && newest <= cursor.position()
                        && cursor.position() <= end.position())
                .orElse(newest == 0);
    }
}

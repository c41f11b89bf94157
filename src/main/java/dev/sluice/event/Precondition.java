package dev.sluice.event;

import java.util.Optional;

/**
 * What a publisher takes for granted about the topic: that nothing has been published to it after what the publisher has
 * seen.
 *
 * @param seen up to where the publisher knows the topic; empty if it takes it for new, without any event
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

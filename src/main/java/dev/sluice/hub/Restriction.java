package dev.sluice.hub;

import dev.sluice.event.Topic;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The topics that a client may still read.
 *
 * @param dismissal the reason why it is being disconnected; then it may read nothing
 * @param overdue whether the time for its last message has passed
 */
record Restriction(Predicate<Topic> readable, Optional<CloseCause> dismissal, boolean overdue) {

    static Restriction to(Predicate<Topic> readable) {
        return new Restriction(readable, Optional.empty(), false);
    }

    static Restriction dismissed(CloseCause cause) {
        return new Restriction(topic -> false, Optional.of(cause), false);
    }

    Restriction seenOnceMore() {
        return new Restriction(readable, dismissal, true);
    }
}

package dev.sluice.hub;

import dev.sluice.event.Topic;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a client may still read of what its subscriptions ask for.
 *
 * @param dismissal why it is being sent away; then that is nothing
 * @param overdue whether it is to be cut off now: it has had time for its last word
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

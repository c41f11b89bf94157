package dev.sluice.hub;

import dev.sluice.event.Topic;
import dev.sluice.event.VolatileEvent;
import java.util.List;
import java.util.function.Predicate;

/** Listens to the life cycle of a subscription, from its first message to its end. */
public interface SubscriptionListener {

    /** Goes along with most of them: there is nothing to do. */
    SubscriptionListener NOBODY = new SubscriptionListener() {
        @Override
        public List<VolatileEvent> greeting() {
            return List.of();
        }

        @Override
        public void restricted(Predicate<Topic> readable) {}

        @Override
        public void over() {}
    };

    /** Gives volatile events for the subscriber directly after its first message, on its writing thread. */
    List<VolatileEvent> greeting();

    /** The client may read less than the subscription asks for, or other things than before. */
    void restricted(Predicate<Topic> readable);

    /** The subscription has ended, however it has. Called once. */
    void over();
}

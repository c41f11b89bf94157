package dev.sluice.hub;

import dev.sluice.event.Topic;
import dev.sluice.event.VolatileEvent;
import java.util.List;
import java.util.function.Predicate;

/** Somebody who goes along with a subscription, from its first word to its end. */
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

    /** What the subscriber hears right after its first word, on its writing thread: volatile events follow. */
    List<VolatileEvent> greeting();

    /** The client may read less than the subscription asks for, or other things than before. */
    void restricted(Predicate<Topic> readable);

    /** The subscription has ended, however it has. Called once. */
    void over();
}

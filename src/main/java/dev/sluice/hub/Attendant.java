package dev.sluice.hub;

import dev.sluice.event.VolatileEvent;
import java.util.List;

/** Somebody who goes along with a subscription, from its first word to its end. */
public interface Attendant {

    /** Goes along with most of them: there is nothing to do. */
    Attendant NOBODY = new Attendant() {
        @Override
        public List<VolatileEvent> greeting() {
            return List.of();
        }

        @Override
        public void over() {}
    };

    /** What the subscriber hears right after its first word, on its writing thread: volatile events follow. */
    List<VolatileEvent> greeting();

    /** The subscription has ended, however it has. Called once. */
    void over();
}

package dev.sluice.hub;

import dev.sluice.event.VolatileEvent;
import dev.sluice.log.Incident;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;

/** The bus on which volatile events go: the hub hears them first, and then any bean that observes them. */
@Singleton
public class VolatileBus {

    private static final Logger LOG = System.getLogger(VolatileBus.class.getName());

    private final Incident failing =
            new Incident(LOG, "an observer of VolatileEvent failed", "the observers of VolatileEvent succeed again");
    private final Event<VolatileEvent> bus;

    @Inject
    public VolatileBus(Event<VolatileEvent> bus) {
        this.bus = bus;
    }

    /** A fault of an observer is not reported to the publisher: the event has been sent. */
    public void pass(VolatileEvent event) {
        try {
            bus.fire(event);
            failing.passed();
        } catch (RuntimeException | Error e) {
            failing.broke(e);
        }
    }
}

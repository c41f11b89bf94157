package dev.sluice.runtime;

import dev.sluice.event.VolatileEvent;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** The bus on which volatile events go: the hub hears them first, and then any bean that observes them. */
@Singleton
public class VolatileBus {

    private static final Logger LOG = System.getLogger(VolatileBus.class.getName());

    private final Event<VolatileEvent> bus;

    @Inject
    public VolatileBus(Event<VolatileEvent> bus) {
        this.bus = bus;
    }

    /** Whoever publishes is not told of a fault of an observer: the event has gone out. */
    public void pass(VolatileEvent event) {
        try {
            bus.fire(event);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "an observer of VolatileEvent failed", e);
        }
    }
}

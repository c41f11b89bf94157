package dev.sluice.presence;

import dev.sluice.hub.VolatileBus;
import dev.sluice.runtime.Threads;
import dev.sluice.settings.Settings;
import java.time.Clock;

/** The real presence, outside of a server. */
public final class TestPresence implements AutoCloseable {

    private final Presence presence;

    public TestPresence(VolatileBus bus, Settings settings) {
        this.presence = new Presence(bus, new Threads(Thread::new), settings, Clock.systemUTC());
    }

    public Presence presence() {
        return presence;
    }

    @Override
    public void close() {
        presence.close();
    }
}

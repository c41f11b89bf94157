package dev.sluice.runtime;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Produces the clock of this node. */
class ClockProducer {

    @Produces
    @Singleton
    @NodeClock
    Clock clock() {
        return Clock.systemUTC();
    }
}

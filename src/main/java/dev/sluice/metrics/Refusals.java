package dev.sluice.metrics;

import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import io.micrometer.core.instrument.Counter;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;

/** Counts refusals by their code. */
@Singleton
public class Refusals {

    private final Map<Rejection, Counter> counters = new EnumMap<>(Rejection.class);

    @Inject
    public Refusals(Metrics metrics) {
        // all counters exist from the start, because the rate of a counter that has just appeared is unknown
        for (Rejection rejection : Rejection.values()) {
            counters.put(
                    rejection,
                    Counter.builder("sluice.refusals")
                            .description("Refused requests and messages, by the code that the client got")
                            .tag("code", rejection.code())
                            .register(metrics.registry()));
        }
    }

    /** Counts a refusal. */
    public void count(RejectedException refusal) {
        count(refusal.rejection());
    }

    /** Counts a refusal by its reason. */
    public void count(Rejection rejection) {
        counters.get(rejection).increment();
    }
}

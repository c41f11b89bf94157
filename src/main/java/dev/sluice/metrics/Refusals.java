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
        // all of them from the beginning: a rate over what has just appeared shows nothing
        for (Rejection rejection : Rejection.values()) {
            counters.put(
                    rejection,
                    Counter.builder("sluice.refusals")
                            .description("What clients have been refused, by the code that they were told")
                            .tag("code", rejection.code())
                            .register(metrics.registry()));
        }
    }

    public void count(RejectedException refusal) {
        count(refusal.rejection());
    }

    public void count(Rejection rejection) {
        counters.get(rejection).increment();
    }
}

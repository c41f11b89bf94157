package dev.sluice.hub;

import dev.sluice.metrics.Durations;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it costs to time a write to a client. */
@State(Scope.Benchmark)
public class TrafficBenchmark {

    private final List<SharedEvent> one = Shared.events(1);
    private final List<SharedEvent> ten = Shared.events(10);
    private final Traffic traffic = new Traffic();

    @Benchmark
    public Durations timeOne() {
        traffic.delivered(one);
        return traffic.deliveries();
    }

    @Benchmark
    public Durations timeTen() {
        traffic.delivered(ten);
        return traffic.deliveries();
    }
}

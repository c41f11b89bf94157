package dev.sluice.hub;

import dev.sluice.benchmark.micro.Sample;
import java.util.List;
import java.util.stream.LongStream;

/** Events as the hub hands them to outlets, for the benchmarks of those. */
public final class Shared {

    private Shared() {}

    public static List<SharedEvent> events(int count) {
        return LongStream.rangeClosed(1, count)
                .mapToObj(Sample::event)
                .map(SharedEvent::new)
                .toList();
    }
}

package dev.sluice.monitor;

import dev.sluice.metrics.Durations;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The latencies between the oldest and the newest of the last samples. Any thread may call; the monitor guards the samples. */
final class LatencyWindow {

    private static final int SAMPLES = 11;

    private final Supplier<long[]> counts;
    private final Deque<long[]> samples = new ArrayDeque<>(SAMPLES);

    /** @param counts gives the histogram, as {@link Durations#counts} */
    LatencyWindow(Supplier<long[]> counts) {
        this.counts = counts;
    }

    synchronized void sample() {
        if (samples.size() == SAMPLES) {
            samples.removeFirst();
        }
        samples.addLast(counts.get());
    }

    /** Gives the histogram, as {@link Durations#counts}, of the durations between the oldest and the newest sample. */
    synchronized long[] recent() {
        if (samples.isEmpty()) {
            return new long[0];
        }
        long[] first = samples.peekFirst();
        long[] last = samples.peekLast();
        return IntStream.range(0, last.length)
                .mapToLong(i -> last[i] - first[i])
                .toArray();
    }

    long count() {
        return LongStream.of(recent()).sum();
    }

    /** Gives a quantile in seconds; 0 without durations. */
    double quantile(double share) {
        long[] counted = recent();
        return counted.length == 0 ? 0 : Durations.quantile(counted, share);
    }
}

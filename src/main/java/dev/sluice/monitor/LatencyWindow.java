package dev.sluice.monitor;

import dev.sluice.metrics.Durations;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** How long something took over the last looks, as {@link RateWindow} has it. Any thread may call; the monitor guards the looks. */
final class LatencyWindow {

    private static final int LOOKS = 11;

    private final Supplier<long[]> counts;
    private final Deque<long[]> looks = new ArrayDeque<>(LOOKS);

    /** @param counts as {@link Durations#counts} */
    LatencyWindow(Supplier<long[]> counts) {
        this.counts = counts;
    }

    synchronized void look() {
        if (looks.size() == LOOKS) {
            looks.removeFirst();
        }
        looks.addLast(counts.get());
    }

    /** As {@link Durations#counts}, of those between the oldest look and the newest. */
    synchronized long[] recent() {
        if (looks.isEmpty()) {
            return new long[0];
        }
        long[] first = looks.peekFirst();
        long[] last = looks.peekLast();
        return IntStream.range(0, last.length)
                .mapToLong(i -> last[i] - first[i])
                .toArray();
    }

    long count() {
        return LongStream.of(recent()).sum();
    }

    /** In seconds; 0 if there was none. */
    double quantile(double share) {
        long[] counted = recent();
        return counted.length == 0 ? 0 : Durations.quantile(counted, share);
    }
}

package dev.sluice.monitor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The growth rate of a counter over its last samples. Any thread may call; the monitor guards the samples. */
public final class RateWindow {

    private static final int SAMPLES = 11;

    private record Sample(long nanos, long value) {}

    private final LongSupplier counted;
    private final Deque<Sample> samples = new ArrayDeque<>(SAMPLES);

    RateWindow(LongSupplier counted) {
        this.counted = counted;
    }

    synchronized void sample(long nanos) {
        if (samples.size() == SAMPLES) {
            samples.removeFirst();
        }
        samples.addLast(new Sample(nanos, counted.getAsLong()));
    }

    /** Gives the rate; 0 before the second sample. */
    public synchronized double perSecond() {
        if (samples.size() < 2) {
            return 0;
        }
        Sample first = samples.peekFirst();
        Sample last = samples.peekLast();
        return (double) (last.value() - first.value()) * TimeUnit.SECONDS.toNanos(1) / (last.nanos() - first.nanos());
    }
}

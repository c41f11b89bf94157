package dev.sluice.benchmark;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What the subscribers have seen. Written by the one thread that reads from them; the counters may be read by any. */
final class Tally {

    private static final long LONGEST = TimeUnit.MINUTES.toNanos(2);

    private final Histogram latency = new Histogram(LONGEST, 3);
    private boolean measuring;

    /** How many events have arrived, all subscribers together. */
    volatile long arrived;

    /** How many have arrived while measuring. */
    volatile long measured;

    /** Connections that the server has ended. */
    volatile long lost;

    /** Forgets what has been measured. */
    void reset() {
        latency.reset();
        measured = 0;
    }

    void measure(boolean on) {
        measuring = on;
    }

    void arrival(long nanosUnderWay) {
        if (measuring) {
            latency.recordValue(Math.max(0, Math.min(nanosUnderWay, LONGEST)));
        }
    }

    /** Once per look at all connections, rather than once per event. */
    void add(long events) {
        arrived += events;
        if (measuring) {
            measured += events;
        }
    }

    double percentileMillis(double percentile) {
        return latency.getValueAtPercentile(percentile) / 1e6;
    }
}

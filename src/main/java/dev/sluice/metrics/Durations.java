package dev.sluice.metrics;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A histogram of durations with fixed buckets from 0.1 milliseconds to ten seconds. It is cheap enough for 100,000 events a
 * second: recording takes no lock and allocates nothing. Any thread may record and read.
 */
public final class Durations {

    /** The upper bounds of the buckets in nanoseconds; one more bucket counts longer durations. */
    private static final long[] BOUNDS = LongStream.of(
                    100,
                    250,
                    500,
                    1_000,
                    2_500,
                    5_000,
                    10_000,
                    25_000,
                    50_000,
                    100_000,
                    250_000,
                    500_000,
                    1_000_000,
                    2_500_000,
                    5_000_000,
                    10_000_000)
            .map(TimeUnit.MICROSECONDS::toNanos)
            .toArray();

    private final LongAdder[] counts =
            Stream.generate(LongAdder::new).limit(BOUNDS.length + 1L).toArray(LongAdder[]::new);
    private final LongAdder nanos = new LongAdder();

    /** Records one duration in nanoseconds. */
    public void record(long duration) {
        record(duration, 1);
    }

    /**
     * Records a duration several times.
     *
     * @param duration in nanoseconds; a negative one, as the clocks of two nodes may produce, counts as 0
     * @param times the number of things that took this long
     */
    public void record(long duration, int times) {
        long taken = Math.max(0, duration);
        int step = 0;
        while (step < BOUNDS.length && taken > BOUNDS[step]) {
            step++;
        }
        counts[step].add(times);
        nanos.add(taken * times);
    }

    /** The number of recorded durations. */
    public long count() {
        return Stream.of(counts).mapToLong(LongAdder::sum).sum();
    }

    double seconds() {
        return nanos.sum() / 1e9;
    }

    /** The upper bounds of the buckets in seconds; the last one is infinite. */
    static double[] bounds() {
        return LongStream.concat(LongStream.of(BOUNDS), LongStream.of(Long.MAX_VALUE))
                .mapToDouble(bound -> bound == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : bound / 1e9)
                .toArray();
    }

    /**
     * Returns a quantile of the durations in seconds, interpolated between the bounds of its bucket. It is the last bound for
     * longer durations, and 0 if there are no durations.
     *
     * @param counts the result of {@link #counts}, or the difference of two of them
     * @param share the quantile, such as 0.99
     */
    public static double quantile(long[] counts, double share) {
        double rank = share * LongStream.of(counts).sum();
        double below = 0;
        for (int step = 0; step < BOUNDS.length; step++) {
            if (counts[step] > 0 && below + counts[step] >= rank) {
                double from = step == 0 ? 0 : BOUNDS[step - 1];
                return (from + (BOUNDS[step] - from) * (rank - below) / counts[step]) / 1e9;
            }
            below += counts[step];
        }
        return below < rank ? BOUNDS[BOUNDS.length - 1] / 1e9 : 0;
    }

    /** The number of durations in each bucket. */
    public long[] counts() {
        return Stream.of(counts).mapToLong(LongAdder::sum).toArray();
    }
}

package dev.sluice.metrics;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * How long something takes, counted in fixed steps from a tenth of a millisecond to ten seconds. Made for where events are
 * written by the hundred thousand a second: recording takes no lock and makes nothing. Any thread may record and look.
 */
public final class Durations {

    /** Upper bounds; what takes longer than the last is counted beyond it. */
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

    public void record(long duration) {
        record(duration, 1);
    }

    /**
     * @param duration in nanoseconds; less than nothing, as two clocks may give, counts as nothing
     * @param times how many took so long
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

    public long count() {
        return Stream.of(counts).mapToLong(LongAdder::sum).sum();
    }

    double seconds() {
        return nanos.sum() / 1e9;
    }

    /** In seconds, the last without end. */
    static double[] bounds() {
        return LongStream.concat(LongStream.of(BOUNDS), LongStream.of(Long.MAX_VALUE))
                .mapToDouble(bound -> bound == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : bound / 1e9)
                .toArray();
    }

    /**
     * Gives a quantile of the durations in seconds, interpolated between two bounds; the last bound for values beyond it, and
     * 0 if there are none.
     *
     * @param counts as {@link #counts}, or the difference of two of them
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

    /** How many fell between each bound and the one before. */
    public long[] counts() {
        return Stream.of(counts).mapToLong(LongAdder::sum).toArray();
    }
}

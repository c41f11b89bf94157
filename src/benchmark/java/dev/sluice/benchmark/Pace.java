package dev.sluice.benchmark;

import java.util.function.BooleanSupplier;

/** When the event of an index may go. */
interface Pace {

    /** Waits until it may, or until it is enough, and says at which moment it was due. */
    long due(long index, BooleanSupplier enough) throws InterruptedException;

    /** Whether it may go now. */
    default boolean isDue(long index) {
        return true;
    }

    /** So many a second. What goes late was due at its time all the same, and so counts as slow. */
    static Pace perSecond(double rate) {
        long start = System.nanoTime() + 50_000_000;
        return new Pace() {
            @Override
            public long due(long index, BooleanSupplier enough) throws InterruptedException {
                long due = start + (long) (index * 1e9 / rate);
                for (long left = due - System.nanoTime();
                        left > 0 && !enough.getAsBoolean();
                        left = due - System.nanoTime()) {
                    Thread.sleep(left / 1_000_000, (int) (left % 1_000_000));
                }
                return due;
            }

            @Override
            public boolean isDue(long index) {
                return start + (long) (index * 1e9 / rate) <= System.nanoTime();
            }
        };
    }

    /** As fast as the subscribers take them, with so many under way at the most: no hub has to drop anything. */
    static Pace window(int events, int subscribersPerEvent, Tally tally) {
        return (index, enough) -> {
            while ((index - events) * subscribersPerEvent >= tally.arrived && !enough.getAsBoolean()) {
                Thread.sleep(0, 100_000);
            }
            return System.nanoTime();
        };
    }

    static Pace atOnce() {
        return (index, enough) -> System.nanoTime();
    }
}

package dev.sluice.monitor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How fast something grows, over as many looks as it remembers. Any thread may call; the monitor guards the looks. */
public final class RateWindow {

    private static final int LOOKS = 11;

    private record Look(long nanos, long value) {}

    private final LongSupplier counted;
    private final Deque<Look> looks = new ArrayDeque<>(LOOKS);

    RateWindow(LongSupplier counted) {
        this.counted = counted;
    }

    synchronized void look(long nanos) {
        if (looks.size() == LOOKS) {
            looks.removeFirst();
        }
        looks.addLast(new Look(nanos, counted.getAsLong()));
    }

    /** Nothing before the second look. */
    public synchronized double perSecond() {
        if (looks.size() < 2) {
            return 0;
        }
        Look first = looks.peekFirst();
        Look last = looks.peekLast();
        return (double) (last.value() - first.value()) * TimeUnit.SECONDS.toNanos(1) / (last.nanos() - first.nanos());
    }
}

package dev.sluice.ops;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Recognises a process that does little but collect garbage: its collectors have worked for more than half of the time,
 * over some seconds, and the heap is nearly full all the same. One thread looks.
 */
final class HeapPressure {

    /** A single long collection is no sign yet. */
    private static final long PERIOD = Duration.ofSeconds(5).toNanos();

    private static final double MOST_TIME = 0.5;

    private static final double MOST_HEAP = 0.9;

    /**
     * What a look finds.
     *
     * @param collectingMillis how long the collectors have worked since the process started
     */
    record Heap(long collectingMillis, long used, long max) {

        private boolean isFull() {
            return used > max * MOST_HEAP;
        }
    }

    private final Supplier<Heap> heap;
    private final LongSupplier nanoTime;

    private Heap first;
    private long since;
    private boolean exhausted;

    HeapPressure(Supplier<Heap> heap, LongSupplier nanoTime) {
        this.heap = heap;
        this.nanoTime = nanoTime;
        this.first = heap.get();
        this.since = nanoTime.getAsLong();
    }

    static HeapPressure ofThisProcess() {
        return new HeapPressure(HeapPressure::ofTheProcess, System::nanoTime);
    }

    private static Heap ofTheProcess() {
        Runtime runtime = Runtime.getRuntime();
        return new Heap(
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                        .sum(),
                runtime.totalMemory() - runtime.freeMemory(),
                runtime.maxMemory());
    }

    /** What held at the end of the last period of some seconds. */
    boolean isExhausted() {
        long now = nanoTime.getAsLong();
        if (now - since >= PERIOD) {
            Heap next = heap.get();
            double collecting = Duration.ofMillis(next.collectingMillis() - first.collectingMillis())
                    .toNanos();
            exhausted = collecting > (now - since) * MOST_TIME && first.isFull() && next.isFull();
            first = next;
            since = now;
        }
        return exhausted;
    }
}

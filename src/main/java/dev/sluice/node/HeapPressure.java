package dev.sluice.node;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Detects a process that spends most of its time on garbage collection: within a period of some seconds the collectors stopped it
 * for more than half of the time, and the heap was nearly full at both ends. Not thread-safe.
 */
final class HeapPressure {

    /** Long enough that a single long collection does not count. */
    private static final long PERIOD = Duration.ofSeconds(5).toNanos();

    private static final Pattern CONCURRENT = Pattern.compile("\\b(Concurrent|Cycles)\\b");

    private static final double MAX_PAUSED_SHARE = 0.5;

    private static final double MAX_USED_SHARE = 0.9;

    /**
     * One sample.
     *
     * @param pausedMillis how long the collectors have stopped the process since it started
     */
    record Heap(long pausedMillis, long used, long max) {

        private boolean isFull() {
            return used > max * MAX_USED_SHARE;
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
                pausedMillis(ManagementFactory.getGarbageCollectorMXBeans()),
                runtime.totalMemory() - runtime.freeMemory(),
                runtime.maxMemory());
    }

    /** Ignores concurrent work, which does not stop the process: "ZGC Cycles", "Shenandoah Cycles", "G1 Concurrent GC". */
    static long pausedMillis(Collection<? extends GarbageCollectorMXBean> collectors) {
        return collectors.stream()
                .filter(collector -> !CONCURRENT.matcher(collector.getName()).find())
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum();
    }

    /** Gives the result for the last completed period. */
    boolean isExhausted() {
        long now = nanoTime.getAsLong();
        if (now - since >= PERIOD) {
            Heap next = heap.get();
            double paused = Duration.ofMillis(next.pausedMillis() - first.pausedMillis())
                    .toNanos();
            exhausted = paused > (now - since) * MAX_PAUSED_SHARE && first.isFull() && next.isFull();
            first = next;
            since = now;
        }
        return exhausted;
    }
}

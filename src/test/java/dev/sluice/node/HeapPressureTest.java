package dev.sluice.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.node.HeapPressure.Heap;
import java.lang.management.GarbageCollectorMXBean;
import java.time.Duration;
import java.util.List;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class HeapPressureTest {

    private long now;
    private Heap heap = new Heap(0, 0, 100);
    private final HeapPressure pressure = new HeapPressure(() -> heap, () -> now);

    private boolean after(Duration time, long pausedMillis, long used) {
        now += time.toNanos();
        heap = new Heap(heap.pausedMillis() + pausedMillis, used, 100);
        return pressure.isExhausted();
    }

    @Test
    void isThatOfAFullHeapThatOnlyCollects() {
        assertThat(after(Duration.ofSeconds(5), 4_000, 95))
                .as("it has just become full")
                .isFalse();
        assertThat(after(Duration.ofSeconds(5), 4_000, 95)).isTrue();
        assertThat(after(Duration.ofSeconds(1), 0, 20))
                .as("until the next look counts")
                .isTrue();
        assertThat(after(Duration.ofSeconds(4), 0, 20)).isFalse();
    }

    @Test
    void isNotThatOfAFullHeapThatNeedsLittleCollecting() {
        for (int i = 0; i < 5; i++) {
            assertThat(after(Duration.ofSeconds(5), 100, 99)).isFalse();
        }
    }

    /** The names are those of OpenJDK 17 to 25. */
    @Test
    void countsNoWorkOfACollectorBesideTheProgram() {
        assertThat(pausedMillis(
                        new Collector("ZGC Cycles", 4_000),
                        new Collector("ZGC Pauses", 1),
                        new Collector("ZGC Minor Cycles", 4_000),
                        new Collector("ZGC Minor Pauses", 2),
                        new Collector("ZGC Major Cycles", 4_000),
                        new Collector("ZGC Major Pauses", 4)))
                .isEqualTo(7);
        assertThat(pausedMillis(new Collector("Shenandoah Cycles", 4_000), new Collector("Shenandoah Pauses", 8)))
                .isEqualTo(8);
        assertThat(pausedMillis(
                        new Collector("G1 Young Generation", 16),
                        new Collector("G1 Concurrent GC", 4_000),
                        new Collector("G1 Old Generation", 32)))
                .isEqualTo(48);
    }

    @Test
    void countsTheWholeWorkOfACollectorThatStopsTheProgram() {
        assertThat(pausedMillis(new Collector("Copy", 1), new Collector("MarkSweepCompact", 2)))
                .isEqualTo(3);
        assertThat(pausedMillis(new Collector("PS Scavenge", 1), new Collector("PS MarkSweep", 2)))
                .isEqualTo(3);
    }

    private static long pausedMillis(Collector... collectors) {
        return HeapPressure.pausedMillis(List.of(collectors));
    }

    private record Collector(String getName, long getCollectionTime) implements GarbageCollectorMXBean {

        @Override
        public long getCollectionCount() {
            return 1;
        }

        @Override
        public boolean isValid() {
            return true;
        }

        @Override
        public String[] getMemoryPoolNames() {
            return new String[0];
        }

        @Override
        public ObjectName getObjectName() {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void isNotThatOfAHeapWithRoom() {
        for (int i = 0; i < 5; i++) {
            assertThat(after(Duration.ofSeconds(5), 5_000, 60)).isFalse();
        }
    }
}

package dev.sluice.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.HeapPressure.Heap;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeapPressureTest {

    private long now;
    private Heap heap = new Heap(0, 0, 100);
    private final HeapPressure pressure = new HeapPressure(() -> heap, () -> now);

    private boolean after(Duration time, long collectingMillis, long used) {
        now += time.toNanos();
        heap = new Heap(heap.collectingMillis() + collectingMillis, used, 100);
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

    /** A concurrent collector counts the time in which it works beside the program. */
    @Test
    void isNotThatOfAHeapWithRoom() {
        for (int i = 0; i < 5; i++) {
            assertThat(after(Duration.ofSeconds(5), 5_000, 60)).isFalse();
        }
    }
}

package dev.sluice.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.metrics.Durations;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LatencyWindowTest {

    private final Durations durations = new Durations();
    private final LatencyWindow latency = new LatencyWindow(durations::counts);

    private void record(int times, long millis) {
        durations.record(TimeUnit.MILLISECONDS.toNanos(millis), times);
    }

    @Test
    void hasNothingBeforeAnythingHappens() {
        assertThat(latency.quantile(0.99)).isZero();
        latency.sample();
        latency.sample();
        assertThat(latency.count()).isZero();
        assertThat(latency.quantile(0.99)).isZero();
    }

    @Test
    void knowsWithinWhatTimeMostWereDone() {
        latency.sample();
        record(90, 2);
        record(10, 200);
        latency.sample();
        assertThat(latency.count()).isEqualTo(100);
        assertThat(latency.quantile(0.5)).isBetween(0.001, 0.0025);
        assertThat(latency.quantile(0.9)).isCloseTo(0.0025, within(1e-9));
        assertThat(latency.quantile(0.99)).isBetween(0.1, 0.25);
    }

    @Test
    void doesNotTellBeyondItsLastBound() {
        latency.sample();
        record(1, 60_000);
        latency.sample();
        assertThat(latency.quantile(0.5)).isEqualTo(10.0);
    }

    @Test
    void forgetsWhatIsLongerAgoThanTenLooks() {
        latency.sample();
        record(1, 200);
        for (int i = 0; i < 11; i++) {
            latency.sample();
        }
        assertThat(latency.count()).isZero();
    }
}

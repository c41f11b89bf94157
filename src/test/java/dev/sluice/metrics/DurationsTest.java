package dev.sluice.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DurationsTest {

    private final Durations durations = new Durations();

    private String shown(String line) {
        Metrics metrics = new Metrics();
        metrics.show("some_seconds", "how long it takes", durations);
        return metrics.scrape(Metrics.PLAIN)
                .lines()
                .filter(each -> each.startsWith(line + " "))
                .map(each -> each.substring(line.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void countUpToEachBoundAsPrometheusDoes() {
        durations.record(TimeUnit.MILLISECONDS.toNanos(1), 3);
        durations.record(TimeUnit.MILLISECONDS.toNanos(1) + 1);
        durations.record(TimeUnit.SECONDS.toNanos(11));
        assertThat(shown("some_seconds_bucket{le=\"5.0E-4\"}")).isEqualTo("0");
        assertThat(shown("some_seconds_bucket{le=\"0.001\"}")).isEqualTo("3");
        assertThat(shown("some_seconds_bucket{le=\"0.0025\"}")).isEqualTo("4");
        assertThat(shown("some_seconds_bucket{le=\"10.0\"}")).isEqualTo("4");
        assertThat(shown("some_seconds_bucket{le=\"+Inf\"}")).isEqualTo("5");
        assertThat(shown("some_seconds_count")).isEqualTo("5");
        assertThat(Double.parseDouble(shown("some_seconds_sum"))).isCloseTo(11.004, offset(1e-6));
    }

    @Test
    void takeLessThanNothingForNothing() {
        durations.record(-5);
        assertThat(shown("some_seconds_bucket{le=\"1.0E-4\"}")).isEqualTo("1");
        assertThat(shown("some_seconds_sum")).isEqualTo("0.0");
    }
}

package dev.sluice.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.Rejection;
import org.junit.jupiter.api.Test;

class MetricsTest {

    private final Metrics metrics = new Metrics();

    /** The rate of a counter that appears with its first refusal is unknown. */
    @Test
    void haveACounterForEachCodeFromTheStart() {
        new Refusals(metrics);
        for (Rejection rejection : Rejection.values()) {
            assertThat(scraped()).contains("sluice_refusals_total{code=\"" + rejection.code() + "\"} 0.0\n");
        }
    }

    @Test
    void countRefusalsByTheirCode() {
        Refusals refusals = new Refusals(metrics);
        refusals.count(Rejection.TOPIC_INVALID);
        refusals.count(Rejection.TOPIC_INVALID.because("it is empty"));
        refusals.count(Rejection.KEY_INVALID);
        assertThat(scraped())
                .contains("sluice_refusals_total{code=\"topic-invalid\"} 2.0\n")
                .contains("sluice_refusals_total{code=\"key-invalid\"} 1.0\n");
    }

    @Test
    void exposeAFactAsALabel() {
        metrics.show("sluice_build", "the version", "version", "1.2");
        assertThat(scraped()).contains("sluice_build_info{version=\"1.2\"} 1\n");
        assertThat(metrics.scrape(Metrics.OPEN_METRICS)).endsWith("# EOF\n");
    }

    private String scraped() {
        return metrics.scrape(Metrics.PLAIN);
    }
}

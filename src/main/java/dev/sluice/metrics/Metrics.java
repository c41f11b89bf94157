package dev.sluice.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

/** The meters of this deployment, and what they show, in a form that Prometheus reads. */
@Singleton
public class Metrics {

    public static final String PLAIN = PrometheusTextFormatWriter.CONTENT_TYPE;

    public static final String OPEN_METRICS = OpenMetricsTextFormatWriter.CONTENT_TYPE;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    public MeterRegistry registry() {
        return registry;
    }

    /** Shows durations as a histogram in seconds. */
    public void show(String name, String help, Durations durations) {
        registry.getPrometheusRegistry().register(new DurationsCollector(name, help, durations));
    }

    /** @param contentType one of the two */
    public String scrape(String contentType) {
        return registry.scrape(contentType);
    }

    @PreDestroy
    void close() {
        registry.close();
    }
}

package dev.sluice.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

/** The meters of this deployment, and their values in the formats that Prometheus reads. */
@Singleton
public class Metrics {

    /** The content type of the Prometheus text format. */
    public static final String PLAIN = PrometheusTextFormatWriter.CONTENT_TYPE;

    /** The content type of the OpenMetrics text format. */
    public static final String OPEN_METRICS = OpenMetricsTextFormatWriter.CONTENT_TYPE;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /** The registry for counters and gauges. */
    public MeterRegistry registry() {
        return registry;
    }

    /** Exposes durations as a histogram in seconds. */
    public void show(String name, String help, Durations durations) {
        registry.getPrometheusRegistry().register(new DurationsCollector(name, help, durations));
    }

    /** Exposes a constant fact as the label of a gauge that is always 1: {@code <name>_info{label="value"} 1}. */
    public void show(String name, String help, String label, String value) {
        MetricSnapshot fact = InfoSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(InfoDataPointSnapshot.builder()
                        .labels(Labels.of(label, value))
                        .build())
                .build();
        registry.getPrometheusRegistry().register((Collector) () -> fact);
    }

    /** Returns all values as text; the content type is {@link #PLAIN} or {@link #OPEN_METRICS}. */
    public String scrape(String contentType) {
        return registry.scrape(contentType);
    }

    @PreDestroy
    void close() {
        registry.close();
    }
}

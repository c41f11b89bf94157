package dev.sluice.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;

/** Exposes durations as a Prometheus histogram. A Micrometer timer is not used, because recording costs more. */
record DurationsCollector(String name, String help, Durations durations) implements Collector {

    @Override
    public MetricSnapshot collect() {
        return HistogramSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(ClassicHistogramBuckets.of(Durations.bounds(), durations.counts()))
                        .sum(durations.seconds())
                        .build())
                .build();
    }
}

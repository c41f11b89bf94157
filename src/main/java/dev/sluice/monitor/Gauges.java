package dev.sluice.monitor;

import dev.sluice.hub.CloseCause;
import dev.sluice.hub.Hub;
import dev.sluice.hub.Traffic;
import dev.sluice.journal.JpaJournal;
import dev.sluice.metrics.Metrics;
import dev.sluice.node.Readiness;
import dev.sluice.node.Version;
import dev.sluice.settings.CurrentSettings;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.TreeMap;

/** Gauges of the hub, computed at each scrape. */
@Singleton
class Gauges {

    private final Hub hub;
    private final MultiGauge connections;
    private volatile ConnectionStats stats = new ConnectionStats(Map.of(), 0, 0, 0);

    /** The connections of each protocol. A protocol stays with 0 after its last connection has closed. */
    private final Map<String, Integer> counts = new TreeMap<>();

    @Inject
    Gauges(
            Hub hub,
            JpaJournal journal,
            CurrentSettings settings,
            Readiness readiness,
            Metrics metrics,
            Version version) {
        this.hub = hub;
        MeterRegistry registry = metrics.registry();
        metrics.show("sluice_build", "The version of this node", "version", version.toString());
        Gauge.builder("sluice.ready", readiness, it -> it.obstacle().isEmpty() ? 1 : 0)
                .description("1 if this node is ready for clients, else 0")
                .register(registry);
        Gauge.builder("sluice.draining", hub, it -> it.isDraining() ? 1 : 0)
                .description("1 if this node is draining its clients, else 0")
                .register(registry);
        connections = MultiGauge.builder("sluice.connections")
                .description("Open streams and WebSockets")
                .register(registry);
        Gauge.builder(
                        "sluice.connections.max",
                        settings,
                        it -> it.now().clients().connections())
                .description("Maximum number of open streams and WebSockets")
                .register(registry);
        Gauge.builder("sluice.subscriptions", () -> stats.subscriptions())
                .description("Subscriptions of all connections: a stream has one, a WebSocket any number")
                .register(registry);
        for (CloseCause cause : CloseCause.values()) {
            FunctionCounter.builder("sluice.connections.closed", hub, it -> it.closed(cause))
                    .description("Closed connections, by cause")
                    .tag("cause", cause.code())
                    .register(registry);
        }
        Gauge.builder("sluice.journal.position", hub, Hub::dispatched)
                .description("Position up to which this node has dispatched the events of the journal")
                .register(registry);
        Gauge.builder("sluice.lag", () -> stats.lag())
                .description("Events that have not been delivered yet, summed over all connections")
                .baseUnit("events")
                .register(registry);
        Gauge.builder("sluice.lag.max", () -> stats.greatestLag())
                .description("Events that have not been delivered yet on the connection with the greatest lag")
                .baseUnit("events")
                .register(registry);
        showTraffic(hub.traffic(), metrics);
        showJournal(journal, metrics);
        showPool(journal, settings, registry);
        Gauge.builder("sluice.heap.used", Gauges::heap)
                .description("Used heap of the server's process")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("sluice.heap.max", Runtime.getRuntime(), Runtime::maxMemory)
                .description("Maximum heap of the server's process")
                .baseUnit("bytes")
                .register(registry);
    }

    private static void showTraffic(Traffic traffic, Metrics metrics) {
        FunctionCounter.builder("sluice.delivered", traffic, Traffic::delivered)
                .description("Events written to clients, counted once for each client")
                .baseUnit("events")
                .register(metrics.registry());
        FunctionCounter.builder("sluice.published.volatile", traffic, Traffic::volatiles)
                .description("Published volatile events")
                .baseUnit("events")
                .register(metrics.registry());
        metrics.show(
                "sluice_delivery_seconds",
                "Time from the acceptance of an event to the write to a live client",
                traffic.deliveries());
    }

    private static void showJournal(JpaJournal journal, Metrics metrics) {
        FunctionCounter.builder("sluice.published", journal, JpaJournal::written)
                .description("Events written to the journal by this node")
                .baseUnit("events")
                .register(metrics.registry());
        metrics.show("sluice_commit_seconds", "Duration of a transaction of the journal", journal.commits());
        Gauge.builder(
                        "sluice.clock.difference",
                        journal,
                        it -> it.clockDifference().toMillis() / 1_000.0)
                .description("Lead of this node's clock over the database's clock, which the gateway uses")
                .baseUnit("seconds")
                .register(metrics.registry());
        Gauge.builder("sluice.journal", journal, it -> it.size().events())
                .description("Events in the journal, as of the last run of the retention")
                .baseUnit("events")
                .register(metrics.registry());
        Gauge.builder("sluice.journal.data", journal, it -> it.size().bytes())
                .description("Data of the events in the journal, as of the last run of the retention")
                .baseUnit("bytes")
                .register(metrics.registry());
    }

    private static void showPool(JpaJournal journal, CurrentSettings settings, MeterRegistry registry) {
        Gauge.builder("sluice.pool.used", journal, JpaJournal::busy)
                .description("Used connections to the journal's database")
                .register(registry);
        if (settings.now().pool().dataSource().isEmpty()) {
            // the size of a data source of the server is unknown to the gateway
            Gauge.builder("sluice.pool.max", settings, it -> it.now().pool().size())
                    .description("Maximum number of connections to the journal's database")
                    .register(registry);
        }
    }

    private static long heap() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Scans all connections; must be called before each scrape. */
    synchronized void refresh() {
        stats = ConnectionStats.of(hub);
        counts.replaceAll((protocol, count) -> 0);
        counts.putAll(stats.protocols());
        connections.register(
                counts.entrySet().stream()
                        .map(each -> MultiGauge.Row.of(Tags.of("protocol", each.getKey()), each.getValue()))
                        .toList(),
                true);
    }
}

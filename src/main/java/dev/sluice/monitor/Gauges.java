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

    /** By protocol; one that is not used any more stays, with nothing. */
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
                .description("1 if clients should come to this node, else 0")
                .register(registry);
        Gauge.builder("sluice.draining", hub, it -> it.isDraining() ? 1 : 0)
                .description("1 if this node sends its clients away, else 0")
                .register(registry);
        connections = MultiGauge.builder("sluice.connections")
                .description("Streams and WebSockets that are open")
                .register(registry);
        Gauge.builder(
                        "sluice.connections.max",
                        settings,
                        it -> it.now().clients().connections())
                .description("How many streams and WebSockets may be open")
                .register(registry);
        Gauge.builder("sluice.subscriptions", () -> stats.subscriptions())
                .description("Subscriptions of all connections: a stream is one, a WebSocket has any number")
                .register(registry);
        for (CloseCause cause : CloseCause.values()) {
            FunctionCounter.builder("sluice.connections.closed", hub, it -> it.closed(cause))
                    .description("Connections that have ended, by the reason")
                    .tag("cause", cause.code())
                    .register(registry);
        }
        Gauge.builder("sluice.journal.position", hub, Hub::dispatched)
                .description("Up to where the events of the journal have been handed out on this node")
                .register(registry);
        Gauge.builder("sluice.lag", () -> stats.lag())
                .description("Events that clients are behind, all together")
                .baseUnit("events")
                .register(registry);
        Gauge.builder("sluice.lag.max", () -> stats.greatestLag())
                .description("Events that the client is behind which is most")
                .baseUnit("events")
                .register(registry);
        showTraffic(hub.traffic(), metrics);
        showJournal(journal, metrics);
        showPool(journal, settings, registry);
        Gauge.builder("sluice.heap.used", Gauges::heap)
                .description("Heap of the server's process that is in use")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("sluice.heap.max", Runtime.getRuntime(), Runtime::maxMemory)
                .description("Heap that the server's process may use")
                .baseUnit("bytes")
                .register(registry);
    }

    private static void showTraffic(Traffic traffic, Metrics metrics) {
        FunctionCounter.builder("sluice.delivered", traffic, Traffic::delivered)
                .description("Events that have been written to clients, each as often as it was")
                .baseUnit("events")
                .register(metrics.registry());
        FunctionCounter.builder("sluice.published.volatile", traffic, Traffic::volatiles)
                .description("Volatile events that have been published")
                .baseUnit("events")
                .register(metrics.registry());
        metrics.show(
                "sluice_delivery_seconds",
                "From the publisher's hand to the connection of a client that is live",
                traffic.deliveries());
    }

    private static void showJournal(JpaJournal journal, Metrics metrics) {
        FunctionCounter.builder("sluice.published", journal, JpaJournal::written)
                .description("Events that this node has written to the journal")
                .baseUnit("events")
                .register(metrics.registry());
        metrics.show("sluice_commit_seconds", "One transaction of the journal", journal.commits());
        Gauge.builder(
                        "sluice.clock.difference",
                        journal,
                        it -> it.clockDifference().toMillis() / 1_000.0)
                .description("Lead of this node's clock over the database's clock, which the gateway uses")
                .baseUnit("seconds")
                .register(metrics.registry());
        Gauge.builder("sluice.journal", journal, it -> it.size().events())
                .description("Events that the journal holds, as retention last saw")
                .baseUnit("events")
                .register(metrics.registry());
        Gauge.builder("sluice.journal.data", journal, it -> it.size().bytes())
                .description("The data of the events that the journal holds, as retention last saw")
                .baseUnit("bytes")
                .register(metrics.registry());
    }

    private static void showPool(JpaJournal journal, CurrentSettings settings, MeterRegistry registry) {
        Gauge.builder("sluice.pool.used", journal, JpaJournal::busy)
                .description("Connections to the journal's database that are in use")
                .register(registry);
        if (settings.now().pool().dataSource().isEmpty()) {
            // how large a pool of the server is, only the server knows
            Gauge.builder("sluice.pool.max", settings, it -> it.now().pool().size())
                    .description("How many connections to the journal's database there may be")
                    .register(registry);
        }
    }

    private static long heap() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Looks at all connections: before somebody looks at the gauges. */
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

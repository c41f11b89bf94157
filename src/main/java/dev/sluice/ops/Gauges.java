package dev.sluice.ops;

import dev.sluice.hub.CloseCause;
import dev.sluice.hub.Connection;
import dev.sluice.hub.Hub;
import dev.sluice.metrics.Metrics;
import dev.sluice.settings.Settings;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What there is to see of the hub whenever somebody looks. */
@Singleton
class Gauges {

    private final Hub hub;
    private final MultiGauge connections;

    /** By protocol; one that is not used any more stays, with nothing. */
    private final Map<String, Integer> counts = new TreeMap<>();

    @Inject
    Gauges(Hub hub, Settings settings, Metrics metrics) {
        this.hub = hub;
        MeterRegistry registry = metrics.registry();
        connections = MultiGauge.builder("sluice.connections")
                .description("Streams and WebSockets that are open")
                .register(registry);
        Gauge.builder("sluice.connections.max", settings.clients(), Settings.Clients::connections)
                .description("How many streams and WebSockets may be open")
                .register(registry);
        Gauge.builder("sluice.subscriptions", hub, Gauges::subscriptions)
                .description("Subscriptions of all connections: a stream is one, a WebSocket has any number")
                .register(registry);
        for (CloseCause cause : CloseCause.values()) {
            FunctionCounter.builder("sluice.connections.closed", hub, it -> it.closed(cause))
                    .description("Connections that have ended, by the reason")
                    .tag("cause", cause.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .register(registry);
        }
        Gauge.builder("sluice.journal.position", hub, Hub::dispatched)
                .description("Up to where the events of the journal have been handed out on this node")
                .register(registry);
    }

    private static long subscriptions(Hub hub) {
        return hub.connections().mapToLong(Connection::subscriptions).sum();
    }

    /** Looks at all connections: before somebody looks at the gauges. */
    synchronized void refresh() {
        counts.replaceAll((protocol, count) -> 0);
        hub.connections().forEach(connection -> counts.merge(connection.protocol(), 1, Integer::sum));
        connections.register(
                counts.entrySet().stream()
                        .map(each -> MultiGauge.Row.of(Tags.of("protocol", each.getKey()), each.getValue()))
                        .toList(),
                true);
    }
}

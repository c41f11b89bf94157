package dev.sluice.monitor;

import dev.sluice.access.Visitor;
import dev.sluice.event.Attributes;
import dev.sluice.event.Content;
import dev.sluice.event.ContentType;
import dev.sluice.event.DeliveryOptions;
import dev.sluice.event.EventKey;
import dev.sluice.event.EventType;
import dev.sluice.event.Payload;
import dev.sluice.event.Topic;
import dev.sluice.event.TopicFilter;
import dev.sluice.event.VolatileEvent;
import dev.sluice.hub.CloseCause;
import dev.sluice.hub.Connection;
import dev.sluice.hub.ConnectionListener;
import dev.sluice.hub.Hub;
import dev.sluice.hub.VolatileBus;
import dev.sluice.log.Incident;
import dev.sluice.node.LifecycleListener;
import dev.sluice.runtime.NodeClock;
import dev.sluice.runtime.Threads;
import dev.sluice.session.Clients;
import dev.sluice.wire.JsonText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Events of the node itself: {@code $sys/node} once a second, {@code $sys/connections} when a connection opens or closes.
 * They are volatile, and published only while there are subscribers.
 */
@Singleton
class SystemEvents implements ConnectionListener, LifecycleListener {

    private static final Logger LOG = System.getLogger(SystemEvents.class.getName());

    private static final Topic NODE = new Topic(TopicFilter.SYSTEM + "node");
    private static final Topic CONNECTIONS = new Topic(TopicFilter.SYSTEM + "connections");

    private static final EventType FIGURES = new EventType("figures");
    private static final EventType OPENED = new EventType("opened");
    private static final EventType CLOSED = new EventType("closed");

    private final Incident failing =
            new Incident(LOG, "the system events of this node failed", "the system events of this node work again");
    private final Hub hub;
    private final VolatileBus bus;
    private final Report report;
    private final Clock clock;
    private final ScheduledExecutorService ticker;

    @Inject
    SystemEvents(Hub hub, VolatileBus bus, Report report, Threads threads, @NodeClock Clock clock) {
        this.clock = clock;
        this.hub = hub;
        this.bus = bus;
        this.report = report;
        this.ticker = threads.ticker("sluice-system-events");
    }

    @Override
    public void starting(String contextPath) {
        hub.report(this);
        ticker.scheduleAtFixedRate(this::publishNode, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public void stopping() {
        hub.report(ConnectionListener.NONE);
        ticker.shutdown();
    }

    private void publishNode() {
        try {
            if (hub.isWanted(NODE)) {
                publish(NODE, FIGURES, EventKey.NONE, report.json());
            }
            failing.passed();
        } catch (RuntimeException | Error e) {
            // the ticker would never run again after an exception
            failing.broke(e);
        }
    }

    @Override
    public void opened(Connection connection) {
        if (hub.isWanted(CONNECTIONS)) {
            publish(OPENED, connection, Optional.empty());
        }
    }

    @Override
    public void closed(Connection connection, CloseCause cause) {
        if (hub.isWanted(CONNECTIONS)) {
            publish(CLOSED, connection, Optional.of(cause));
        }
    }

    private void publish(EventType type, Connection connection, Optional<CloseCause> cause) {
        Visitor visitor = Clients.visitorOf(connection);
        String id = connection.id().value();
        JsonText json = new JsonText().member("connection", id).member("protocol", connection.protocol());
        visitor.caller().subject().ifPresent(subject -> json.member("subject", subject));
        json.member("address", visitor.address());
        cause.ifPresent(why -> json.member("cause", why.code()));
        publish(CONNECTIONS, type, new EventKey(id), json.end());
    }

    private void publish(Topic topic, EventType type, EventKey subject, String json) {
        Payload payload = Payload.text(ContentType.JSON, json);
        bus.pass(new VolatileEvent(
                clock.instant(), new Content(topic, subject, type, payload, Attributes.NONE), DeliveryOptions.USUAL));
    }
}

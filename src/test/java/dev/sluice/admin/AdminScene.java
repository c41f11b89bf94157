package dev.sluice.admin;

import dev.sluice.access.Caller;
import dev.sluice.access.Grants;
import dev.sluice.access.Revocations;
import dev.sluice.access.Visitor;
import dev.sluice.event.ContentType;
import dev.sluice.event.Draft;
import dev.sluice.event.Filters;
import dev.sluice.event.Payload;
import dev.sluice.event.Topic;
import dev.sluice.event.TopicFilter;
import dev.sluice.hub.CallerKey;
import dev.sluice.hub.Connection;
import dev.sluice.hub.Hub;
import dev.sluice.hub.Outlet;
import dev.sluice.hub.Start;
import dev.sluice.hub.Subscription;
import dev.sluice.journal.MemoryJournal;
import dev.sluice.runtime.Threads;
import dev.sluice.session.Clients;
import dev.sluice.session.GatedClient;
import dev.sluice.session.SettableClock;
import dev.sluice.settings.Settings;
import dev.sluice.settings.TestSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A node with a journal in memory, and clients of which operators want to know something. */
@Timeout(60)
abstract class AdminScene {

    static final Grants ALL = new Grants(List.of(), List.of(new TopicFilter("**")), false);

    final SettableClock clock = new SettableClock();
    final MemoryJournal journal = new MemoryJournal(clock, appended -> {});
    private final Settings settings = TestSettings.with(Map.of());
    private final Hub hub = new Hub(journal, new Threads(Thread::new), settings);
    private final Clients clients = new Clients(hub, new Revocations(), settings, clock);

    @BeforeEach
    void open() {
        hub.open();
    }

    @AfterEach
    void close() {
        hub.close();
    }

    static Draft draft(String topic) {
        return new Draft(new Topic(topic), Payload.text(ContentType.TEXT, "x"));
    }

    Connection connect(Grants grants, Outlet outlet) {
        Caller caller = new Caller(Optional.of("ann"), grants, Optional.empty());
        return clients.admit(new Visitor(caller, "192.0.2.1")).connect(outlet);
    }

    Connection connect() {
        return connect(ALL, new GatedClient().open());
    }

    void subscribe(Connection connection, String name, Start start, String... filters) {
        Subscription subscription = new Subscription(name, Filters.of(List.of(filters)), start);
        connection.subscribe(subscription, hub.locate(subscription, CallerKey.ofSubject("operator")));
    }
}

package dev.sluice.websocket;

import dev.sluice.access.Access;
import dev.sluice.access.Revocations;
import dev.sluice.hub.Hub;
import dev.sluice.hub.TestVolatileBus;
import dev.sluice.hub.VolatileBus;
import dev.sluice.journal.MemoryJournal;
import dev.sluice.metrics.Metrics;
import dev.sluice.metrics.Refusals;
import dev.sluice.policy.Admission;
import dev.sluice.policy.TestAdmission;
import dev.sluice.presence.TestPresence;
import dev.sluice.runtime.Threads;
import dev.sluice.session.Clients;
import dev.sluice.settings.CurrentSettings;
import java.time.Clock;

/** The real parts of the gateway that WebSockets need, outside of a server and with a journal in memory. */
final class TestSessions implements AutoCloseable {

    private volatile Runnable afterAppend = () -> {};
    private final Revocations revocations = new Revocations();
    private final Refusals refusals = new Refusals(new Metrics());
    private final MemoryJournal journal = new MemoryJournal(Clock.systemUTC(), all -> afterAppend.run());
    private final CurrentSettings settings;
    private final Hub hub;
    private final VolatileBus bus;
    private final TestPresence presence;
    private final Clients clients;

    TestSessions(CurrentSettings settings) {
        this.settings = settings;
        this.hub = new Hub(journal, new Threads(Thread::new), settings.now());
        this.bus = TestVolatileBus.to(hub);
        this.presence = new TestPresence(bus, settings.now());
        this.clients = new Clients(hub, revocations, settings.now(), Clock.systemUTC());
        hub.open();
    }

    /** Sets a step that the journal takes after it has stored an event, on the publisher's thread. */
    void afterAppend(Runnable step) {
        afterAppend = step;
    }

    Hub hub() {
        return hub;
    }

    Clients clients() {
        return clients;
    }

    Refusals refusals() {
        return refusals;
    }

    MessageDispatcher dispatcher(Admission admission) {
        Access access = new Access(settings.now(), revocations);
        return new MessageDispatcher(
                new SubscriptionMessages(access, admission, hub, presence.presence(), settings),
                new PublishMessages(admission, journal, bus, settings),
                new PresenceMessages(admission, presence.presence()),
                access);
    }

    ClientSessions sessions() {
        Admission admission = TestAdmission.of(settings);
        return new ClientSessions(clients, admission, dispatcher(admission), refusals, settings);
    }

    @Override
    public void close() {
        hub.close();
        presence.close();
    }
}

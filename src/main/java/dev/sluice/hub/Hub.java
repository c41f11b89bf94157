package dev.sluice.hub;

import static dev.sluice.event.Rejection.DRAINING;
import static dev.sluice.event.Rejection.JOURNAL_UNAVAILABLE;

import dev.sluice.event.ConnectionId;
import dev.sluice.event.Topic;
import dev.sluice.event.VolatileEvent;
import dev.sluice.journal.Appended;
import dev.sluice.journal.Head;
import dev.sluice.journal.Journal;
import dev.sluice.journal.SteppedSearch;
import dev.sluice.log.Incident;
import dev.sluice.runtime.Threads;
import dev.sluice.settings.CurrentSettings;
import dev.sluice.settings.Settings;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.lang.System.Logger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Where clients meet events. {@link #open} comes first, {@link #close} last; in between any thread may
 * {@link #connect}. One dispatcher thread takes the events in their order; {@link Writers} write, one thread per
 * connection at the most.
 */
@Singleton
public class Hub {

    private static final Logger LOG = System.getLogger(Hub.class.getName());

    /** Attempts to resolve a start while the epoch of the journal changes. */
    private static final int MAX_ATTEMPTS = 3;

    private final Incident ticks = new Incident(LOG, "a tick failed", "ticks succeed again");
    private final Journal journal;
    private final Threads threads;
    private final Random numbers = new SecureRandom();
    private final HubContext context;
    private final ConnectionRegistry connections = new ConnectionRegistry();
    private final Dispatcher dispatcher;
    private final ConnectionDrain drain;

    /** Orders the volatile events. */
    private final Object volatiles = new Object();

    private volatile boolean open;

    @Inject
    public Hub(Journal journal, Threads threads, Settings settings) {
        this.journal = journal;
        this.threads = threads;
        this.context = new HubContext(journal, threads, settings);
        this.dispatcher = new Dispatcher(
                journal,
                context.tail(),
                context.index(),
                context.position(),
                settings.delivery().poll());
        this.drain = new ConnectionDrain(connections.all(), context.closers(), context.ticker());
    }

    @Inject
    void follow(CurrentSettings current) {
        current.listen(this::change);
    }

    private void change(Settings changed) {
        context.change(changed.delivery());
    }

    /** The parts that connections share. */
    HubContext context() {
        return context;
    }

    /** Starts the hub after the journal's newest event. */
    public void open() {
        Head head = journal.head();
        dispatcher.startAfter(head);
        context.writers().open();
        threads.start("sluice-dispatcher", dispatcher);
        threads.start("sluice-poller", dispatcher.poller());
        long every = Math.min(1_000, context.settings().heartbeat().toMillis() / 4);
        context.ticker().scheduleWithFixedDelay(this::tick, every, every, TimeUnit.MILLISECONDS);
        open = true;
    }

    /**
     * From now on nobody is let in, and those who are here are sent away, spread over the time. Called again, it hastens.
     *
     * @return completes when all have gone, a second after the time at the latest, or when the drain is cancelled
     */
    public CompletionStage<Void> drain(Duration within) {
        return drain.within(within);
    }

    /** The time until the end of the drain under way, the earliest one that has been asked for; zero without a drain. */
    public Duration drainTimeLeft() {
        return drain.left();
    }

    /** Ends a drain: new clients are let in, and those that have not been sent away yet stay. */
    public void cancelDrain() {
        drain.cancel();
    }

    public boolean isDraining() {
        return drain.isUnderWay();
    }

    /** Whether events are handed out. */
    public boolean isOpen() {
        return open;
    }

    /** @throws dev.sluice.event.RejectedException {@code draining} if nobody is let in any more */
    public void requireWelcoming() {
        if (isDraining()) {
            throw DRAINING.because("this node goes away: come back to another one, or later");
        }
    }

    /** Sends every client away that is left, and returns when they have been told, or when that takes too long. */
    public void close() {
        open = false;
        context.ticker().shutdown();
        drain.end();
        dispatcher.close();
        connections.all().forEach(connection -> connection.close(CloseCause.DRAIN));
        context.closers().close();
        context.writers().close();
        context.stopReaders();
    }

    /**
     * A new client, which has no subscription yet.
     *
     * @throws dev.sluice.event.RejectedException {@code journal-unavailable} if the hub is not open, {@code draining} if it
     *     lets nobody in any more
     */
    public Connection connect(Outlet outlet, ConnectionOwner owner) {
        requireWelcoming();
        requireOpen();
        Connection connection =
                new Connection(ConnectionId.of(numbers.nextLong()), outlet, owner, context, connections);
        connections.opened(connection);
        if (isDraining() || !open) {
            // a concurrent drain may have missed this connection
            connection.sendAway();
        }
        if (!open) {
            connection.close(CloseCause.DRAIN);
        }
        return connection;
    }

    /** Those that are open; looks at all of them. */
    public Stream<Connection> connections() {
        return connections.all().stream();
    }

    /** The connection of this name, if it is open; does not look at the others. */
    public Optional<Connection> connection(ConnectionId id) {
        return connections.find(id);
    }

    /** From now on somebody is told who comes and goes, in place of whoever was told before. */
    public void report(ConnectionListener to) {
        connections.setListener(to);
    }

    /** Whether anybody here listens to a topic. */
    public boolean isWanted(Topic topic) {
        List<BacklogSource> matching = new ArrayList<>();
        context.index().match(topic, matching);
        return !matching.isEmpty();
    }

    /** How many have been closed for a reason. */
    public long closed(CloseCause cause) {
        return connections.closedBy(cause);
    }

    private void requireOpen() {
        if (!open) {
            throw JOURNAL_UNAVAILABLE.because("the gateway starts or stops");
        }
    }

    /** The doorbell. First of all observers, so that no fault of another one keeps it from us. */
    void onAppended(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) Appended appended) {
        dispatcher.ring(appended);
    }

    private void tick() {
        context.reads().retry();
        long now = NanoClock.now();
        Settings.Delivery settings = context.settings();
        long interval = settings.heartbeat().toNanos();
        boolean failed = false;
        for (Connection connection : connections.all()) {
            try {
                // a little early rather than late, and not all at once
                long next = now + interval - ThreadLocalRandom.current().nextLong(interval / 5 + 1);
                connection.tick(now, next, settings.writeTimeout().toNanos());
            } catch (RuntimeException | Error e) {
                // the others would not be looked after, and the ticker would never call again
                ticks.broke(e);
                failed = true;
            }
        }
        if (!failed) {
            ticks.passed();
        }
    }

    /**
     * Finds where a subscription starts: from memory if that knows, or else by a search on behalf of the caller.
     *
     * @throws dev.sluice.event.RejectedException if that cannot be found
     */
    public ResolvedStart locate(Subscription subscription, CallerKey caller) {
        requireOpen();
        ResolvedStart opening = context.replay().locate(caller, subscription);
        // one that is ahead of the dispatcher would take its next events for those of another journal
        for (int tries = 1; !isSoonIn(opening.cursor().epoch()); tries++) {
            if (tries == MAX_ATTEMPTS) {
                throw JOURNAL_UNAVAILABLE.because("the epoch of the journal changes");
            }
            opening = context.replay().locate(caller, subscription);
        }
        return opening;
    }

    /**
     * Reads the journal on behalf of a caller, in turn with what others read.
     *
     * @throws dev.sluice.event.RejectedException {@code journal-unavailable} if that takes too long; and as the search throws it
     */
    public <T> T find(CallerKey caller, SteppedSearch<T> search) {
        requireOpen();
        return context.reads().find(caller, search::step);
    }

    private boolean isSoonIn(String epoch) {
        try {
            return context.position().isIn(epoch) || dispatcher.awaitEpoch(epoch);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw JOURNAL_UNAVAILABLE.because("the gateway is shutting down");
        }
    }

    /**
     * Hands a volatile event to those who are here. On the thread of whoever fires it, one after another, so that all see
     * the same order; nothing is written here.
     */
    void onVolatile(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) VolatileEvent event) {
        context.traffic().published();
        SharedEvent shared = new SharedEvent(event);
        List<BacklogSource> matching = new ArrayList<>();
        context.index().match(event.topic(), matching);
        synchronized (volatiles) {
            // one with several filters that match comes several times
            new LinkedHashSet<>(matching).forEach(subscriber -> subscriber.offerVolatile(shared));
        }
    }

    /** The position up to which this node has dispatched the events of the journal. */
    public long dispatched() {
        return context.position().dispatched().position();
    }

    /** The traffic since the start. */
    public Traffic traffic() {
        return context.traffic();
    }
}

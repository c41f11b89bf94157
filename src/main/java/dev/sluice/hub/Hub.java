package dev.sluice.hub;

import static dev.sluice.event.Rejection.DRAINING;
import static dev.sluice.event.Rejection.JOURNAL_UNAVAILABLE;

import dev.sluice.event.ConnectionId;
import dev.sluice.event.Cursor;
import dev.sluice.event.Topic;
import dev.sluice.event.VolatileEvent;
import dev.sluice.journal.Appended;
import dev.sluice.journal.FairReads;
import dev.sluice.journal.Head;
import dev.sluice.journal.Journal;
import dev.sluice.journal.ReadLimits;
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
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Where clients meet events. {@link #open} comes first, {@link #close} last; in between any thread may
 * {@link #connect}. One dispatcher thread takes the events in their order; {@link Writers} write, one thread per
 * connection at the most.
 */
@Singleton
public class Hub {

    private static final Logger LOG = System.getLogger(Hub.class.getName());

    /** How long somebody who reads from the journal waits, on average, before the next try when it is unavailable. */
    private static final Duration AWAY = Duration.ofSeconds(1);

    /** How often a start is looked for while the epoch of the journal changes. */
    private static final int TRIES = 3;
    /**
     * Connections that readers for clients do not get: for the committer, a try whether the database is there, the poller and
     * the dispatcher.
     */
    private static final int KEPT = 4;

    private final Incident ticks = new Incident(LOG, "a tick failed", "ticks succeed again");
    private final Journal journal;
    private final Threads threads;
    private volatile Settings.Delivery settings;
    private final Random numbers = new SecureRandom();
    private final Map<ConnectionId, Connection> connections = new ConcurrentHashMap<>();
    private final Map<CloseCause, LongAdder> closed = new EnumMap<>(CloseCause.class);
    private final Traffic traffic = new Traffic();
    private final TopicIndex<Subscriber> index = new TopicIndex<>();

    /** The order of the volatile events. */
    private final Object volatiles = new Object();

    private final Tail tail;
    private final ExecutorService readers;
    private final FairReads<CallerKey> reads;
    private final Replay replay;
    private final EarlierEnds earlierEnds;
    private final Dispatcher dispatcher;
    private final Writers writers;
    private final Closers closers;
    private final ScheduledExecutorService ticker;
    private final ConnectionDrain departure;
    private volatile ConnectionListener listener = ConnectionListener.UNSEEN;
    private volatile boolean open;

    @Inject
    public Hub(Journal journal, Threads threads, Settings settings) {
        this.journal = journal;
        this.threads = threads;
        this.settings = settings.delivery();
        for (CloseCause cause : CloseCause.values()) {
            closed.put(cause, new LongAdder());
        }
        this.tail = new Tail(this.settings.tailEvents(), this.settings.tailBytes());
        int readers = readers(settings);
        this.readers = threads.pool("sluice-reader", readers);
        this.reads = new FairReads<>(this.readers, readers, ReadLimits.USUAL);
        this.replay = new Replay(journal, tail, reads);
        this.earlierEnds = new EarlierEnds(journal);
        this.dispatcher = new Dispatcher(journal, tail, index, this.settings.poll());
        int processors = Runtime.getRuntime().availableProcessors();
        this.writers = new Writers(threads, Math.max(2, processors), this.settings.writers());
        this.closers = new Closers(threads);
        this.ticker = threads.ticker("sluice-ticker");
        this.departure = new ConnectionDrain(connections.values(), closers, ticker);
    }

    /** Fewer than the connections to the database: what the gateway asks for itself must not wait for clients. */
    private static int readers(Settings settings) {
        return Math.max(
                1, Math.min(settings.delivery().readers(), settings.pool().size() - KEPT));
    }

    @Inject
    void follow(CurrentSettings current) {
        current.listen(this::change);
    }

    private void change(Settings changed) {
        settings = changed.delivery();
    }

    public void open() {
        Head head = journal.head();
        dispatcher.startAfter(head);
        writers.open();
        threads.start("sluice-dispatcher", dispatcher);
        threads.start("sluice-poller", dispatcher.poller());
        long every = Math.min(1_000, settings.heartbeat().toMillis() / 4);
        ticker.scheduleWithFixedDelay(this::tick, every, every, TimeUnit.MILLISECONDS);
        open = true;
    }

    /**
     * From now on nobody is let in, and those who are here are sent away, spread over the time. Called again, it hastens.
     *
     * @return completes when all have gone, a second after the time at the latest, or when the drain is cancelled
     */
    public CompletionStage<Void> drain(Duration within) {
        return departure.within(within);
    }

    /** The time until the end of the drain under way, the earliest one that has been asked for; zero without a drain. */
    public Duration drainTimeLeft() {
        return departure.left();
    }

    /** Ends a drain: new clients are let in, and those that have not been sent away yet stay. */
    public void cancelDrain() {
        departure.cancel();
    }

    public boolean isDraining() {
        return departure.isUnderWay();
    }

    /** By the clock of the events' times. */
    Instant time() {
        return journal.clock().instant();
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
        ticker.shutdown();
        departure.end();
        dispatcher.close();
        connections.values().forEach(connection -> connection.close(CloseCause.DRAIN));
        closers.close();
        writers.close();
        reads.close();
        readers.shutdown();
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
        Connection connection = new Connection(ConnectionId.of(numbers.nextLong()), outlet, owner, this);
        connections.put(connection.id(), connection);
        listener.opened(connection);
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
        return connections.values().stream();
    }

    /** The connection of this name, if it is open; does not look at the others. */
    public Optional<Connection> connection(ConnectionId id) {
        return Optional.ofNullable(connections.get(id));
    }

    /** From now on somebody is told who comes and goes, in place of whoever was told before. */
    public void report(ConnectionListener to) {
        listener = to;
    }

    /** Whether anybody here listens to a topic. */
    public boolean isWanted(Topic topic) {
        List<Subscriber> wanting = new ArrayList<>();
        index.match(topic, wanting);
        return !wanting.isEmpty();
    }

    /** How many have been closed for a reason. */
    public long closed(CloseCause cause) {
        return closed.get(cause).sum();
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
        reads.retry();
        long now = now();
        long interval = settings.heartbeat().toNanos();
        boolean failed = false;
        for (Connection connection : connections.values()) {
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
        ResolvedStart opening = replay.locate(caller, subscription);
        // one that is ahead of the dispatcher would take its next events for those of another journal
        for (int tries = 1; !isSoonIn(opening.cursor().epoch()); tries++) {
            if (tries == TRIES) {
                throw JOURNAL_UNAVAILABLE.because("the epoch of the journal changes");
            }
            opening = replay.locate(caller, subscription);
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
        return reads.find(caller, search::step);
    }

    FairReads<CallerKey> reads() {
        return reads;
    }

    private boolean isSoonIn(String epoch) {
        try {
            return isIn(epoch) || dispatcher.isSoonIn(epoch);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw JOURNAL_UNAVAILABLE.because("the gateway is shutting down");
        }
    }

    /** Whether the events that are handed out belong to the journal of this epoch. */
    boolean isIn(String epoch) {
        return dispatcher.dispatched().epoch().equals(epoch);
    }

    /**
     * Hands a volatile event to those who are here. On the thread of whoever fires it, one after another, so that all see
     * the same order; nothing is written here.
     */
    void onVolatile(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) VolatileEvent event) {
        traffic.published();
        SharedEvent shared = new SharedEvent(event);
        List<Subscriber> wanting = new ArrayList<>();
        index.match(event.topic(), wanting);
        synchronized (volatiles) {
            // one with several filters that match comes several times
            new LinkedHashSet<>(wanting).forEach(subscriber -> subscriber.offerVolatile(shared));
        }
    }

    void index(Subscriber subscriber) {
        index.add(subscriber.filters(), subscriber);
    }

    void forget(Subscriber subscriber) {
        index.remove(subscriber.filters(), subscriber);
    }

    void forget(Connection connection, CloseCause cause) {
        connections.remove(connection.id(), connection);
        closed.get(cause).increment();
        listener.closed(connection, cause);
    }

    /** The connection has something to write. */
    void write(Connection connection) {
        writers.add(connection);
    }

    void close(Runnable task) {
        closers.add(task);
    }

    /** When the journal may be back: not all at the same moment. */
    void later(Runnable task) {
        long millis = AWAY.toMillis() / 2 + ThreadLocalRandom.current().nextLong(AWAY.toMillis());
        try {
            ticker.schedule(task, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "the hub is closed", e);
        }
    }

    long now() {
        return System.nanoTime() | 1;
    }

    int volatileEvents() {
        return settings.volatileEvents();
    }

    int backlogEvents() {
        return settings.backlogEvents();
    }

    /** Up to where the events of the journal have been handed out on this node. */
    public long dispatched() {
        return dispatcher.dispatched().position();
    }

    /** From where on this node hands out the events of the journal's epoch. */
    Cursor begin() {
        return dispatcher.begin();
    }

    /** The epoch as one text for all, of whom there are many. */
    String sharedEpoch(String same) {
        String epoch = dispatcher.dispatched().epoch();
        return epoch.equals(same) ? epoch : same;
    }

    /** Up to where events of this epoch have been handed out; 0 if another one has begun. */
    long dispatchedIn(String epoch) {
        Cursor dispatched = dispatcher.dispatched();
        return dispatched.epoch().equals(epoch) ? dispatched.position() : 0;
    }

    /** The traffic since the start. */
    public Traffic traffic() {
        return traffic;
    }

    long tailFirst() {
        return tail.first();
    }

    /** When the event after a cursor was published, if memory knows. */
    Optional<Instant> timeAfter(Cursor cursor) {
        return tail.after(cursor, 1, 1)
                .flatMap(events -> events.stream().findFirst())
                .map(event -> event.published().time());
    }

    long tailLast() {
        return tail.last();
    }

    /** The replay of earlier events. */
    Replay past() {
        return replay;
    }

    EarlierEnds earlierEnds() {
        return earlierEnds;
    }
}

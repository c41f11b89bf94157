package dev.sluice.journal;

import static dev.sluice.event.Rejection.JOURNAL_DAMAGED;
import static dev.sluice.event.Rejection.JOURNAL_UNAVAILABLE;

import dev.sluice.event.Cursor;
import dev.sluice.event.Draft;
import dev.sluice.event.Event;
import dev.sluice.event.Filters;
import dev.sluice.event.IdempotencyKey;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Topic;
import dev.sluice.log.Incident;
import dev.sluice.log.LogMessage;
import dev.sluice.metrics.Durations;
import dev.sluice.runtime.Threads;
import dev.sluice.settings.CurrentSettings;
import dev.sluice.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/** The journal in a database, by JPA. {@link #open} comes first, {@link #close} last; in between any thread may call. */
@Singleton
public class JpaJournal implements Journal {

    private static final Logger LOG = System.getLogger(JpaJournal.class.getName());

    /** How many events are read at once by their positions. */
    private static final int POSITIONS = 500;

    /** Between two looks at the database's clock. */
    private static final int CLOCK_SECONDS = 10;

    /** Between two looks at publishers who have waited for too long. */
    private static final int LOOK_MILLIS = 100;

    /** One line, however many readers come to the hole. It is never over while the gateway runs. */
    private final Incident damaged = new Incident(
            LOG, "the journal has lost events that retention has not forgotten", "the journal has its events again");

    private final Incident notes = new Incident(LOG, "a commit could not be noted", "commits are noted again");

    private final Schema schema;
    private final Transactions transactions;
    private final WriteCheck check;
    private final Committer committer;
    private final Retention retention;
    private final Threads threads;
    private final JournalClock clock = new JournalClock(Clock.systemUTC(), System::nanoTime);
    private volatile Optional<ScheduledExecutorService> clockTicker = Optional.empty();

    private final HighWater seen = new HighWater();
    private final Epochs epochs = new Epochs();
    private final CheckedReads reads;
    private volatile Optional<Thread> commits = Optional.empty();
    private volatile Optional<ScheduledExecutorService> patience = Optional.empty();

    /** Guarded by the monitor. */
    private boolean closed;

    @Inject
    JpaJournal(
            Schema schema,
            Transactions transactions,
            Threads threads,
            Settings settings,
            jakarta.enterprise.event.Event<Appended> bus) {
        this.schema = schema;
        this.transactions = transactions;
        this.threads = threads;
        this.reads = new CheckedReads(transactions, seen, epochs);
        this.check = transactions.check(this::trial);
        Settings.Commit commit = settings.commit();
        this.committer = new Committer(
                new CommitQueue(commit.queuedEvents(), commit.queuedBytes()),
                commit.groupEvents(),
                commit.patience(),
                this::write,
                transactions::areImpossible,
                check::canWrite,
                bus::fire);
        this.retention = new Retention(this, transactions, settings.retention(), clock);
    }

    @Inject
    void follow(CurrentSettings current) {
        current.listen(changed -> retention.change(changed.retention()));
    }

    /**
     * Brings the schema up to date and starts to write. When it fails nothing is left behind, and it can be called again.
     * Not by two threads at once; but {@link #close} may come meanwhile.
     *
     * @throws RejectedException {@code journal-unavailable} if the database cannot be reached, so that another try may
     *     succeed; any other exception says that the set-up is wrong
     */
    public void open() {
        Head head;
        String url;
        try {
            boolean newer = schema.migrate();
            url = schema.url();
            transactions.open();
            new EpochInitializer(transactions, epochs).findOrFound();
            head = reads.begin();
            transactions.measure(clock);
            if (newer) {
                requireWritable();
            }
            retention.measure();
        } catch (RuntimeException e) {
            transactions.close();
            throw isClosed() ? shuttingDown() : transactions.whyNotOpen(e);
        }
        synchronized (this) {
            if (closed) {
                transactions.close();
                throw shuttingDown();
            }
            retention.start(threads.ticker("sluice-retention"));
            ScheduledExecutorService ticker = threads.ticker("sluice-clock");
            ticker.scheduleWithFixedDelay(
                    () -> transactions.measure(clock), CLOCK_SECONDS, CLOCK_SECONDS, TimeUnit.SECONDS);
            clockTicker = Optional.of(ticker);
            patience = Optional.of(threads.ticker("sluice-patience"));
            patience.get().scheduleWithFixedDelay(this::answerOverdue, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
            commits = Optional.of(threads.start("sluice-committer", committer));
        }
        LOG.log(
                Level.INFO,
                LogMessage.of("the journal is open")
                        .with("epoch", head.epoch())
                        .with("events", head.position() - head.trimmed())
                        .with("newest", head.cursor()));
        JournalScope.tell(url);
    }

    /**
     * A newer version has changed the tables, as it may while older nodes go on. Some of its changes are more than an
     * older one can write to.
     */
    private void requireWritable() {
        try {
            trial();
        } catch (RuntimeException e) {
            if (WriteCheck.isTimeout(e)) {
                return;
            }
            if (DatabaseUnavailable.in(e).isPresent()) {
                throw e;
            }
            throw new IllegalStateException(
                    "a newer version of Sluice has changed the tables of this journal so that this version cannot write to"
                            + " it any more: deploy the newer version (" + LogMessage.innermost(e) + ")");
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private static RejectedException shuttingDown() {
        return JOURNAL_UNAVAILABLE.because("the gateway is shutting down");
    }

    /** Takes nothing more, and returns when what was taken has been written and answered. */
    public void close() {
        synchronized (this) {
            closed = true;
        }
        // without interrupting it: an embedded database closes when a thread is interrupted in it
        clockTicker.ifPresent(ScheduledExecutorService::shutdown);
        retention.stop();
        committer.close();
        try {
            if (commits.isPresent()) {
                commits.get().join(30_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        patience.ifPresent(ScheduledExecutorService::shutdown);
        committer.abandon();
        transactions.close();
    }

    private void answerOverdue() {
        try {
            committer.answerOverdue();
        } catch (RuntimeException | Error e) {
            // the ticker would never call again
            LOG.log(Level.ERROR, "answering publishers who have waited for too long failed", e);
        }
    }

    @Override
    public CompletionStage<List<Receipt>> append(List<Draft> drafts) {
        if (commits.isEmpty()) {
            return CompletableFuture.failedStage(JOURNAL_UNAVAILABLE.because("the journal is not open yet"));
        }
        if (transactions.holdBack()) {
            return CompletableFuture.failedStage(JOURNAL_UNAVAILABLE.because(
                    "the journal is unavailable at the moment; nothing of this has been published"));
        }
        return committer.submit(drafts);
    }

    private List<Event> write(List<Submission> group) {
        Cursor before = seen.mark();
        Appending done = transactions.writeAtOnce(
                entities -> new Appending(entities, seen, epochs, clock.instant(), group).append(group), check::failed);
        try {
            check.committed();
            if (done.events().stream().anyMatch(event -> event.options().completes())) {
                seen.sawCompletion();
            }
            seen.saw(before, done.found());
            seen.saw(before, done.reached());
            notes.passed();
        } catch (RuntimeException | Error e) {
            // the events are committed: another try would write them twice
            notes.broke(e);
        }
        return done.events();
    }

    /** Writes an event, and rolls it back. */
    private Void trial() {
        List<Submission> group = List.of(new Submission(List.of(WriteCheck.sample())));
        return transactions.tryOut(entities -> {
            new Appending(entities, seen, epochs, clock.instant(), group).append(group);
            return null;
        });
    }

    /** Why nothing can be published at the moment; empty if nothing stands in the way. */
    public Optional<WriteObstacle> writeObstacle() {
        return check.look();
    }

    /** The most likely reason why {@link #writeObstacle} takes too long. */
    public WriteObstacle suspectedObstacle() {
        return check.suspected();
    }

    /** How long the transactions of this node take that have committed. */
    public Durations commits() {
        return committer.durations();
    }

    /** How many events this node has written since it started. */
    public long written() {
        return committer.written();
    }

    @Override
    public Clock clock() {
        return clock;
    }

    /** By how much this node's own clock is ahead of the database's. */
    public Duration clockDifference() {
        return clock.difference();
    }

    /** A stable code for a condition that an operator should look after although clients can publish. */
    public SortedSet<String> warnings() {
        return clock.warnings();
    }

    /** How much there was when retention last looked. */
    public Size size() {
        return retention.size();
    }

    /** How many connections to the database are in use. */
    public int busy() {
        return transactions.busy();
    }

    @Override
    public Head head() {
        return read(JournalReader::head);
    }

    @Override
    public Head renew(String epoch) {
        return reads.renew(epoch);
    }

    @Override
    public boolean hasCompletions() {
        return seen.hasCompletions();
    }

    @Override
    public Cursor known() {
        return seen.mark();
    }

    DatabaseProduct product() {
        return transactions.product();
    }

    <T> T read(Function<JournalReader, T> query) {
        return reads.read(query);
    }

    @Override
    public Page readAfter(long position, Filters filters, int limit, int bytes) {
        return read(reader -> {
            for (Head head = reader.head(), before = null; ; before = head, head = reader.head()) {
                long start = Math.max(position, head.trimmed());
                if (start >= head.position()) {
                    return new Page(head.epoch(), start, List.of(), start, head.position());
                }
                long upTo = reader.stretchEnd(start, head.position(), bytes);
                List<Event> stretch = reader.stretch(head.epoch(), start, upTo);
                // positions are gapless: a stretch that is not whole has been trimmed under our hands
                if (isWhole(stretch, start, upTo)) {
                    // a database that has failed over in between has answered with other events
                    reader.head();
                    return page(reader, stretch, start, upTo, head, filters, limit);
                }
                if (before != null && before.trimmed() == head.trimmed()) {
                    damaged.failed("after", start);
                    throw JOURNAL_DAMAGED.because("the journal has lost events; the log says after which");
                }
            }
        });
    }

    /** Each position once, in order. */
    private static boolean isWhole(List<Event> stretch, long start, long upTo) {
        long next = start;
        for (Event event : stretch) {
            if (event.position() != ++next) {
                return false;
            }
        }
        return next == upTo;
    }

    private Page page(
            JournalReader reader, List<Event> stretch, long start, long upTo, Head head, Filters filters, int limit) {
        List<Event> matching = stretch.stream()
                .filter(event -> filters.matches(event.topic()))
                .limit(limit)
                .toList();
        if (matching.size() == limit) {
            return new Page(
                    head.epoch(), start, matching, matching.get(limit - 1).position(), head.position());
        }
        long end =
                matching.isEmpty() && upTo < head.position() ? skipAhead(reader, product(), filters, upTo, head) : upTo;
        return new Page(head.epoch(), start, matching, end, head.position());
    }

    /** Where what matches is rare, the index knows its next event, and the stretches between need not be read. */
    private static long skipAhead(
            JournalReader reader, DatabaseProduct product, Filters filters, long upTo, Head head) {
        Optional<Set<String>> topics = reader.fewTopics(product, filters);
        if (topics.isEmpty()) {
            return upTo;
        }
        OptionalLong next = reader.nextOf(topics.get(), upTo);
        // looked at last: what was trimmed before we looked may have matched, and must show as a gap
        if (reader.head().trimmed() > upTo) {
            return upTo;
        }
        return next.isPresent() ? Math.min(next.getAsLong() - 1, head.position()) : head.position();
    }

    @Override
    public SteppedSearch<Long> positionBefore(Instant instant) {
        return new BoundarySearch(this, marks -> marks.committedAt() < instant.toEpochMilli());
    }

    /** The newest position for which the condition holds. */
    long newestWhere(Predicate<RunningTotals> condition) {
        return new BoundarySearch(this, condition).finish();
    }

    @Override
    public SteppedSearch<Long> positionBeforeLast(int count, Filters filters) {
        return new LastSearch(this, filters, count);
    }

    @Override
    public SteppedSearch<List<Long>> newest(Filters filters, long upTo, int limit) {
        return new NewestSearch(this, filters, upTo, limit);
    }

    @Override
    public Map<Topic, Long> completions(Collection<Topic> topics) {
        return read(reader -> reader.head().hasCompletions() ? reader.completionsOf(topics) : Map.of());
    }

    @Override
    public Map<IdempotencyKey, Cursor> find(Collection<IdempotencyKey> keys) {
        return read(reader -> reader.find(keys));
    }

    @Override
    public Optional<Event> at(long position) {
        return read(reader -> reader.at(List.of(position)).stream().findFirst());
    }

    @Override
    public Page readAt(List<Long> positions, int bytes) {
        List<Long> next = positions.subList(0, Math.min(POSITIONS, positions.size()));
        return read(reader -> {
            List<Long> fitting = reader.fitting(next, bytes);
            long last = fitting.get(fitting.size() - 1);
            List<Event> events = reader.at(fitting);
            String epoch = reader.lastHead().orElseThrow().epoch();
            return new Page(epoch, positions.get(0) - 1, events, last, positions.get(positions.size() - 1));
        });
    }

    @Override
    public void trim(long position) {
        retention.trim(position);
    }
}

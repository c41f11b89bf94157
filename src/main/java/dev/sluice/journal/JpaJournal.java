package dev.sluice.journal;

import static dev.sluice.event.Rejection.JOURNAL_UNAVAILABLE;

import dev.sluice.event.Cursor;
import dev.sluice.event.Draft;
import dev.sluice.event.Event;
import dev.sluice.event.Filters;
import dev.sluice.event.IdempotencyKey;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Topic;
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
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;

/** The journal in a database, by JPA. {@link #open} comes first, {@link #close} last; in between any thread may call. */
@Singleton
public class JpaJournal implements Journal {

    private static final Logger LOG = System.getLogger(JpaJournal.class.getName());

    private final Schema schema;
    private final Transactions transactions;
    private final JournalWriter writer;
    private final Committer committer;
    private final Retention retention;
    private final BackgroundTasks tasks;
    private final JournalClock clock = new JournalClock(Clock.systemUTC(), System::nanoTime);

    private final HighWater seen = new HighWater();
    private final Epochs epochs = new Epochs();
    private final CheckedReads reads;
    private final PageReader pages;

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
        this.reads = new CheckedReads(transactions, seen, epochs);
        this.pages = new PageReader(reads, transactions);
        this.writer = new JournalWriter(transactions, seen, epochs, clock);
        Settings.Commit commit = settings.commit();
        this.committer = new Committer(
                new CommitQueue(commit.queuedEvents(), commit.queuedBytes()),
                commit.groupEvents(),
                commit.patience(),
                writer::write,
                transactions::areUnavailable,
                writer.check()::canWrite,
                bus::fire);
        this.retention = new Retention(this, transactions, settings.retention(), clock);
        this.tasks = new BackgroundTasks(threads, committer, retention, () -> transactions.measure(clock));
    }

    @Inject
    void follow(CurrentSettings current) {
        current.listen(changed -> retention.change(changed.retention()));
    }

    /**
     * Brings the schema up to date and starts the journal's threads. A failed call leaves nothing behind and may be repeated.
     * One thread at a time may call; {@link #close} may come meanwhile.
     *
     * @throws RejectedException {@code journal-unavailable} if the database cannot be reached, so that another attempt may
     *     succeed; any other exception means that the configuration is wrong
     */
    public void open() {
        Head head;
        String url;
        try {
            boolean newer = schema.migrate();
            url = schema.url();
            transactions.open();
            new EpochInitializer(transactions, epochs).findOrCreate();
            head = reads.begin();
            transactions.measure(clock);
            if (newer) {
                writer.requireWritable();
            }
            retention.measure();
        } catch (RuntimeException e) {
            transactions.close();
            throw isClosed() ? shuttingDown() : transactions.translateStart(e);
        }
        synchronized (this) {
            if (closed) {
                transactions.close();
                throw shuttingDown();
            }
            tasks.start();
        }
        LOG.log(
                Level.INFO,
                LogMessage.of("the journal is open")
                        .with("epoch", head.epoch())
                        .with("events", head.position() - head.trimmed())
                        .with("newest", head.cursor()));
        JournalScope.log(url);
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private static RejectedException shuttingDown() {
        return JOURNAL_UNAVAILABLE.because("the gateway is shutting down");
    }

    /** Accepts no more submissions, and returns when the accepted ones have been written and answered. */
    public void close() {
        synchronized (this) {
            closed = true;
        }
        tasks.stop();
        transactions.close();
    }

    @Override
    public CompletionStage<List<Receipt>> append(List<Draft> drafts) {
        if (!tasks.haveStarted()) {
            return CompletableFuture.failedStage(JOURNAL_UNAVAILABLE.because("the journal is not open yet"));
        }
        if (transactions.refusesCallers()) {
            return CompletableFuture.failedStage(JOURNAL_UNAVAILABLE.because(
                    "the journal is unavailable at the moment; nothing of this has been published"));
        }
        return committer.submit(drafts);
    }

    /** The reason why nothing can be published at the moment; empty if publishing works. */
    public Optional<WriteObstacle> writeObstacle() {
        return writer.check().look();
    }

    /** The most likely reason why {@link #writeObstacle} takes too long. */
    public WriteObstacle suspectedObstacle() {
        return writer.check().suspected();
    }

    /** The durations of this node's committed transactions. */
    public Durations commits() {
        return committer.durations();
    }

    /** The number of events that this node has written since it started. */
    public long written() {
        return committer.written();
    }

    @Override
    public Clock clock() {
        return clock;
    }

    /** The difference by which this node's own clock is ahead of the database's. */
    public Duration clockDifference() {
        return clock.difference();
    }

    /** The stable codes of conditions that need an operator although clients can publish. */
    public SortedSet<String> warnings() {
        return clock.warnings();
    }

    /** The size of the journal when retention last measured it. */
    public Size size() {
        return retention.size();
    }

    /** The number of connections to the database in use. */
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
        return pages.readAfter(position, filters, limit, bytes);
    }

    @Override
    public SteppedSearch<Long> positionBefore(Instant instant) {
        return new BoundarySearch(this, totals -> totals.committedAt() < instant.toEpochMilli());
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
        return read(reader -> reader.head().hasCompletions() ? reader.byTopic().completionsOf(topics) : Map.of());
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
        return pages.readAt(positions, bytes);
    }

    @Override
    public void trim(long position) {
        retention.trim(position);
    }
}

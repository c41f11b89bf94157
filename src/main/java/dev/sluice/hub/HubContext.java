package dev.sluice.hub;

import dev.sluice.journal.FairReads;
import dev.sluice.journal.Journal;
import dev.sluice.journal.ReadLimits;
import dev.sluice.runtime.Threads;
import dev.sluice.settings.Settings;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The parts of the hub that its connections and subscribers share. The parts do not know this object, and it does not know
 * the hub. Any thread may call.
 */
final class HubContext {

    private static final Logger LOG = System.getLogger(HubContext.class.getName());

    /** The average pause before a subscriber reads an unavailable journal again. */
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);

    /**
     * Database connections that the readers for clients do not get: for the committer, the check whether the database is
     * available, the poller and the dispatcher.
     */
    private static final int RESERVED_CONNECTIONS = 4;

    private final Journal journal;
    private final Tail tail;
    private final DispatchPosition position = new DispatchPosition();
    private final TopicIndex<BacklogSource> index = new TopicIndex<>();
    private final ExecutorService readers;
    private final FairReads<CallerKey> reads;
    private final Replay replay;
    private final EarlierEnds earlierEnds;
    private final Traffic traffic = new Traffic();
    private final Writers writers;
    private final Closers closers;
    private final ScheduledExecutorService ticker;
    private volatile Settings.Delivery settings;

    HubContext(Journal journal, Threads threads, Settings settings) {
        this.journal = journal;
        this.settings = settings.delivery();
        this.tail = new Tail(this.settings.tailEvents(), this.settings.tailBytes());
        int readerCount = readers(settings);
        this.readers = threads.pool("sluice-reader", readerCount);
        this.reads = new FairReads<>(readers, readerCount, ReadLimits.USUAL);
        this.replay = new Replay(journal, tail, reads);
        this.earlierEnds = new EarlierEnds(journal);
        int processors = Runtime.getRuntime().availableProcessors();
        this.writers = new Writers(threads, Math.max(2, processors), this.settings.writers());
        this.closers = new Closers(threads);
        this.ticker = threads.ticker("sluice-ticker");
    }

    /** Fewer readers than database connections: the gateway's own queries must not wait for those of clients. */
    private static int readers(Settings settings) {
        return Math.max(
                1, Math.min(settings.delivery().readers(), settings.pool().size() - RESERVED_CONNECTIONS));
    }

    Tail tail() {
        return tail;
    }

    DispatchPosition position() {
        return position;
    }

    TopicIndex<BacklogSource> index() {
        return index;
    }

    FairReads<CallerKey> reads() {
        return reads;
    }

    Replay replay() {
        return replay;
    }

    EarlierEnds earlierEnds() {
        return earlierEnds;
    }

    Traffic traffic() {
        return traffic;
    }

    Writers writers() {
        return writers;
    }

    Closers closers() {
        return closers;
    }

    ScheduledExecutorService ticker() {
        return ticker;
    }

    Settings.Delivery settings() {
        return settings;
    }

    void change(Settings.Delivery changed) {
        settings = changed;
    }

    /** The time by the clock of the events' times. */
    Instant time() {
        return journal.clock().instant();
    }

    /** Runs a task when the journal may be available again, after a random pause, so that not all tasks run at once. */
    void retryLater(Runnable task) {
        long millis = RETRY_PAUSE.toMillis() / 2 + ThreadLocalRandom.current().nextLong(RETRY_PAUSE.toMillis());
        try {
            ticker.schedule(task, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "the hub is closed", e);
        }
    }

    /** Stops the readers after their current queries. The last step of closing the hub. */
    void stopReaders() {
        reads.close();
        readers.shutdown();
    }
}

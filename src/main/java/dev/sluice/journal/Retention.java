package dev.sluice.journal;

import dev.sluice.event.RejectedException;
import dev.sluice.log.Incident;
import dev.sluice.log.LogMessage;
import dev.sluice.settings.Settings;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Forgets what is too old, too much or too heavy: whichever of the three asks for most. In small steps, each a
 * transaction of its own that moves the low-water mark with the rows, so that writers hardly notice and a reader can
 * always tell that something is gone.
 */
final class Retention {

    private static final Logger LOG = System.getLogger(Retention.class.getName());

    private static final long STEP_BYTES = 8 << 20;

    private final Incident failing =
            new Incident(LOG, "retention failed, and will try again", "retention succeeds again");
    private final JpaJournal journal;
    private final Transactions transactions;
    private volatile Settings.Retention settings;
    private final Clock clock;
    private volatile Size size = Size.NOTHING;
    private volatile ScheduledExecutorService ticker;

    Retention(JpaJournal journal, Transactions transactions, Settings.Retention settings, Clock clock) {
        this.journal = journal;
        this.transactions = transactions;
        this.settings = settings;
        this.clock = clock;
    }

    void change(Settings.Retention changed) {
        settings = changed;
    }

    void start(ScheduledExecutorService newTicker) {
        ticker = newTicker;
        long millis = settings.interval().toMillis();
        ticker.scheduleWithFixedDelay(this::run, millis, millis, TimeUnit.MILLISECONDS);
    }

    void stop() {
        if (ticker == null) {
            return;
        }
        // without interrupting it: an embedded database closes when a thread is interrupted in it
        ticker.shutdown();
        try {
            if (!ticker.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.log(Level.DEBUG, "retention is still at work");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            trim(due());
            measure();
            failing.passed();
        } catch (RejectedException e) {
            LOG.log(
                    Level.DEBUG,
                    LogMessage.of("retention waits for the journal").with("cause", e.getMessage()));
        } catch (RuntimeException | Error e) {
            // the ticker would never call again
            failing.broke(e);
        }
    }

    /** When it last looked. */
    Size size() {
        return size;
    }

    void measure() {
        Head head = journal.head();
        size = new Size(head.position() - head.trimmed(), totalBytes() - forgottenBytes());
    }

    /** Up to where the journal exceeds one of the bounds. */
    private long due() {
        Head head = journal.head();
        long byCount = head.position() - settings.count();
        long byAge =
                journal.positionBefore(clock.instant().minus(settings.age())).finish();
        long byBytes = byBytes();
        return Math.max(byCount, Math.max(byAge, byBytes));
    }

    private long byBytes() {
        long total = totalBytes();
        return total - forgottenBytes() <= settings.bytes()
                ? 0
                : 1 + journal.newestWhere(totals -> total - totals.totalBytes() > settings.bytes());
    }

    private long totalBytes() {
        return transactions.read(entities ->
                entities.createNamedQuery(JournalHead.TOTAL_BYTES, Long.class).getSingleResult());
    }

    private long forgottenBytes() {
        return transactions.read(entities -> new JournalReader(entities).forgottenBytes());
    }

    void trim(long position) {
        long before = journal.head().trimmed();
        long trimmed = before;
        long reached = -1;
        while (trimmed > reached && trimmed < position) {
            reached = trimmed;
            trimmed = transactions.write(entities -> step(entities, position));
        }
        if (trimmed > before) {
            LOG.log(
                    Level.DEBUG,
                    LogMessage.of("retention has forgotten events")
                            .with("events", trimmed - before)
                            .with("upTo", trimmed));
        }
    }

    private static void forget(EntityManager entities, String query, long upTo) {
        entities.createNamedQuery(query).setParameter("upTo", upTo).executeUpdate();
    }

    private static boolean hasAny(EntityManager entities, String query, long upTo) {
        return !entities.createNamedQuery(query)
                .setParameter("upTo", upTo)
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }

    /** Gives the low-water mark after the step. */
    private static long step(EntityManager entities, long position) {
        JournalLow low = entities.find(JournalLow.class, JournalLow.ID, LockModeType.PESSIMISTIC_WRITE);
        long head = entities.find(JournalHead.class, JournalHead.ID).position();
        JournalReader reader = new JournalReader(entities);
        long target = Math.min(position, head);
        if (target > low.position()) {
            long upTo = reader.stretchEnd(low.position(), target, STEP_BYTES);
            RunningTotals totals = reader.marks(upTo).orElseThrow();
            forget(entities, JournalEntry.FORGET, upTo);
            if (hasAny(entities, JournalEventKey.OLD, upTo) || hasAny(entities, JournalCompletion.OLD, upTo)) {
                // writers change these rows in an order of their own: for a moment there is none
                entities.find(JournalHead.class, JournalHead.ID, LockModeType.PESSIMISTIC_WRITE);
                forget(entities, JournalEventKey.DELETE_OLD, upTo);
                forget(entities, JournalCompletion.FORGET, upTo);
            }
            low.moveTo(upTo, totals.totalBytes());
        }
        return low.position();
    }
}

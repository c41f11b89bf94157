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
 * Deletes the oldest events beyond the limits of age, count and bytes. It works in small steps, so that writers are hardly
 * delayed. Each step is one transaction that deletes rows and moves the low-water mark, so that a reader can always detect
 * the deletion.
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
        // shutdown does not interrupt: an embedded database closes when one of its threads is interrupted
        ticker.shutdown();
        try {
            if (!ticker.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.log(Level.DEBUG, "retention has not ended in time");
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
                    LogMessage.of("retention waits until the journal is available")
                            .with("cause", e.getMessage()));
        } catch (RuntimeException | Error e) {
            // an exception would end the ticker's calls
            failing.broke(e);
        }
    }

    /** The size at the last measurement. */
    Size size() {
        return size;
    }

    void measure() {
        Head head = journal.head();
        size = new Size(head.position() - head.trimmed(), totalBytes() - trimmedBytes());
    }

    /** The position up to which events exceed at least one limit. */
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
        return total - trimmedBytes() <= settings.bytes()
                ? 0
                : 1 + journal.newestWhere(totals -> total - totals.totalBytes() > settings.bytes());
    }

    private long totalBytes() {
        return transactions.read(entities ->
                entities.createNamedQuery(JournalHead.TOTAL_BYTES, Long.class).getSingleResult());
    }

    private long trimmedBytes() {
        return transactions.read(entities -> new JournalReader(entities).trimmedBytes());
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
                    LogMessage.of("retention has deleted events")
                            .with("events", trimmed - before)
                            .with("upTo", trimmed));
        }
    }

    private static void deleteOld(EntityManager entities, String query, long upTo) {
        entities.createNamedQuery(query).setParameter("upTo", upTo).executeUpdate();
    }

    private static boolean hasAny(EntityManager entities, String query, long upTo) {
        return !entities.createNamedQuery(query)
                .setParameter("upTo", upTo)
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }

    /** Deletes a small range of the oldest events. Returns the low-water mark after the step. */
    private static long step(EntityManager entities, long position) {
        JournalLow low = entities.find(JournalLow.class, JournalLow.ID, LockModeType.PESSIMISTIC_WRITE);
        long head = entities.find(JournalHead.class, JournalHead.ID).position();
        JournalReader reader = new JournalReader(entities);
        long target = Math.min(position, head);
        if (target > low.position()) {
            long upTo = reader.rangeEnd(low.position(), target, STEP_BYTES);
            RunningTotals totals = reader.totals(upTo).orElseThrow();
            deleteOld(entities, JournalEntry.DELETE_OLD, upTo);
            if (hasAny(entities, JournalEventKey.OLD, upTo) || hasAny(entities, JournalCompletion.OLD, upTo)) {
                // writers lock these rows in another order: the head's lock keeps writers out until this step commits
                entities.find(JournalHead.class, JournalHead.ID, LockModeType.PESSIMISTIC_WRITE);
                deleteOld(entities, JournalEventKey.DELETE_OLD, upTo);
                deleteOld(entities, JournalCompletion.DELETE_OLD, upTo);
            }
            low.moveTo(upTo, totals.totalBytes());
        }
        return low.position();
    }
}

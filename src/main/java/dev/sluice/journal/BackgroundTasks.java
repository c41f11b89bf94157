package dev.sluice.journal;

import dev.sluice.runtime.Threads;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The threads of the journal: the committer, retention, the measurement of the database's clock, and the answers to
 * publishers that have waited too long. {@link #start} and {@link #stop} belong to one thread at a time.
 */
final class BackgroundTasks {

    private static final Logger LOG = System.getLogger(JpaJournal.class.getName());

    /** The pause between two measurements of the database's clock. */
    private static final int CLOCK_SECONDS = 10;

    /** The pause between two checks for publishers that have waited too long. */
    private static final int OVERDUE_MILLIS = 100;

    private static final int STOP_MILLIS = 30_000;

    private final Threads threads;
    private final Committer committer;
    private final Retention retention;
    private final Runnable measureClock;
    private volatile Optional<ScheduledExecutorService> clockTicker = Optional.empty();
    private volatile Optional<ScheduledExecutorService> overdueTicker = Optional.empty();
    private volatile Optional<Thread> commits = Optional.empty();

    BackgroundTasks(Threads threads, Committer committer, Retention retention, Runnable measureClock) {
        this.threads = threads;
        this.committer = committer;
        this.retention = retention;
        this.measureClock = measureClock;
    }

    void start() {
        retention.start(threads.ticker("sluice-retention"));
        ScheduledExecutorService clock = threads.ticker("sluice-clock");
        clock.scheduleWithFixedDelay(measureClock, CLOCK_SECONDS, CLOCK_SECONDS, TimeUnit.SECONDS);
        clockTicker = Optional.of(clock);
        ScheduledExecutorService overdue = threads.ticker("sluice-patience");
        overdueTicker = Optional.of(overdue);
        overdue.scheduleWithFixedDelay(this::answerOverdue, OVERDUE_MILLIS, OVERDUE_MILLIS, TimeUnit.MILLISECONDS);
        commits = Optional.of(threads.start("sluice-committer", committer));
    }

    boolean haveStarted() {
        return commits.isPresent();
    }

    /** Returns when all accepted submissions have been written and answered, or after a time limit. */
    void stop() {
        // shutdown does not interrupt: an embedded database closes when one of its threads is interrupted
        clockTicker.ifPresent(ScheduledExecutorService::shutdown);
        retention.stop();
        committer.close();
        try {
            if (commits.isPresent()) {
                commits.get().join(STOP_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        overdueTicker.ifPresent(ScheduledExecutorService::shutdown);
        committer.abandon();
    }

    private void answerOverdue() {
        try {
            committer.answerOverdue();
        } catch (RuntimeException | Error e) {
            // an exception would end the ticker's calls
            LOG.log(Level.ERROR, "answering publishers that have waited too long failed", e);
        }
    }
}

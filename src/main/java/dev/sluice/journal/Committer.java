package dev.sluice.journal;

import static dev.sluice.event.Rejection.JOURNAL_UNAVAILABLE;

import dev.sluice.event.Draft;
import dev.sluice.event.Event;
import dev.sluice.event.RejectedException;
import dev.sluice.log.Line;
import dev.sluice.metrics.Durations;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The one writer of this node. It takes what has queued up while the last commit was under way and writes it in one
 * transaction; only then are the publishers answered and the bus told. Any thread may submit; {@link #run} belongs to
 * one thread.
 */
final class Committer implements Runnable {

    private static final Logger LOG = System.getLogger(Committer.class.getName());

    private final CommitQueue queue;
    private final int groupEvents;
    private final Duration patience;
    private final Function<List<Submission>, List<Event>> store;
    private final BooleanSupplier outage;
    private final Consumer<Appended> bus;
    private final Durations durations = new Durations();
    private final LongAdder written = new LongAdder();

    /** @param outage whether the store is away, so that nothing can be written for the time being */
    Committer(
            CommitQueue queue,
            int groupEvents,
            Duration patience,
            Function<List<Submission>, List<Event>> store,
            BooleanSupplier outage,
            Consumer<Appended> bus) {
        this.queue = queue;
        this.groupEvents = groupEvents;
        this.patience = patience;
        this.store = store;
        this.outage = outage;
        this.bus = bus;
    }

    CompletionStage<List<Receipt>> submit(List<Draft> drafts) {
        Submission submission = new Submission(drafts);
        try {
            if (!queue.offer(submission, patience)) {
                submission.fail(JOURNAL_UNAVAILABLE.because("the journal takes nothing more at the moment"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            submission.fail(JOURNAL_UNAVAILABLE.because("the gateway is shutting down"));
        }
        return submission.answer();
    }

    /** Commits until the queue is closed and empty. */
    @Override
    public void run() {
        try {
            for (List<Submission> group = queue.takeGroup(groupEvents);
                    !group.isEmpty();
                    group = queue.takeGroup(groupEvents)) {
                commit(group);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void commit(List<Submission> group) {
        List<Event> events;
        long begun = System.nanoTime();
        try {
            events = store.apply(group);
            durations.record(System.nanoTime() - begun);
            written.add(events.size());
        } catch (RejectedException e) {
            group.forEach(submission -> submission.fail(e));
            if (outage.getAsBoolean()) {
                // who has queued up meanwhile would each wait for a try of its own
                queue.takeAll().forEach(submission -> submission.fail(e));
            }
            return;
        } catch (RuntimeException | Error e) {
            // the committer must outlive any fault: without it nothing can be published until a restart
            LOG.log(
                    Level.ERROR,
                    () -> Line.of("submissions could not be written")
                            .with("submissions", group.size())
                            .toString(),
                    e);
            RejectedException reason = JOURNAL_UNAVAILABLE.because("the journal could not write this");
            group.forEach(submission -> submission.fail(reason));
            return;
        }
        group.forEach(Submission::tell);
        if (!events.isEmpty()) {
            // those that found no place at once come last: the first has waited longest, or nearly so
            ring(new Appended(events, group.get(0).since()));
        }
    }

    private void ring(Appended appended) {
        try {
            bus.accept(appended);
        } catch (RuntimeException | Error e) {
            // an observer of the application; the events are committed, and the hub finds them by position
            LOG.log(Level.WARNING, "an observer of Appended failed", e);
        }
    }

    /** How long the transactions take that have committed. */
    Durations durations() {
        return durations;
    }

    long written() {
        return written.sum();
    }

    void close() {
        queue.close();
    }
}

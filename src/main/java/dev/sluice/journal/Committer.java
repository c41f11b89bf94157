package dev.sluice.journal;

import static dev.sluice.event.Rejection.INTERNAL_ERROR;
import static dev.sluice.event.Rejection.JOURNAL_UNAVAILABLE;

import dev.sluice.event.Draft;
import dev.sluice.event.Event;
import dev.sluice.event.RejectedException;
import dev.sluice.log.Incident;
import dev.sluice.metrics.Durations;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The one writer of this node. It takes the submissions that have queued up during the last commit, writes them in one
 * transaction, and only then answers the publishers and fires {@link Appended}. Any thread may submit; {@link #run} belongs
 * to one thread. Each submission is answered within the configured patience, even if the store does not answer.
 */
final class Committer implements Runnable {

    private static final Logger LOG = System.getLogger(Committer.class.getName());

    private final CommitQueue queue;
    private final int groupEvents;
    private final Duration patience;
    private final Function<List<Submission>, List<Event>> store;
    private final BooleanSupplier outage;
    private final BooleanSupplier trial;
    private final Consumer<Appended> bus;
    private final Durations durations = new Durations();
    private final LongAdder written = new LongAdder();
    private final Incident refusals =
            new Incident(LOG, "submissions could not be written", "submissions can be written again");

    private final Incident observers =
            new Incident(LOG, "an observer of Appended failed", "the observers of Appended succeed again");

    /** The group that is being committed now. */
    private volatile List<Submission> underWay = List.of();

    /**
     * @param store commits a group; any exception except a {@link RejectedException} means that nothing of the group has been
     *     written
     * @param outage whether the store is unavailable, so that nothing can be written at the moment
     * @param trial whether the store can write a sample event
     * @param bus fires the CDI event
     */
    Committer(
            CommitQueue queue,
            int groupEvents,
            Duration patience,
            Function<List<Submission>, List<Event>> store,
            BooleanSupplier outage,
            BooleanSupplier trial,
            Consumer<Appended> bus) {
        this.queue = queue;
        this.groupEvents = groupEvents;
        this.patience = patience;
        this.store = store;
        this.outage = outage;
        this.trial = trial;
        this.bus = bus;
    }

    CompletionStage<List<Receipt>> submit(List<Draft> drafts) {
        Submission submission = new Submission(drafts);
        try {
            if (!queue.offer(submission, patience)) {
                submission.fail(JOURNAL_UNAVAILABLE.because(
                        "the journal's queue is full; nothing of this has been published, try again later"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            submission.fail(shuttingDown());
        }
        return submission.answer();
    }

    /** Commits until the queue is closed and empty, or the thread is interrupted. Each submission gets an answer. */
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
        } finally {
            queue.close();
            fail(queue.takeAll(), shuttingDown());
        }
    }

    /**
     * Commits a group. If the commit fails and one submission may be the cause, the group is halved again and again, down to
     * the submission that cannot be written, so that the others are not refused with it. That submission is the cause only if
     * another event can be written; otherwise the cause is common to all, such as a column that a newer node has added, and
     * the rest of the group is not tried.
     */
    private void commit(List<Submission> group) {
        underWay = group;
        Deque<List<Submission>> parts = new ArrayDeque<>(List.of(group));
        boolean writable = false;
        while (!parts.isEmpty()) {
            List<Submission> part = parts.pop();
            long begun = System.nanoTime();
            List<Event> events;
            try {
                events = store.apply(part);
            } catch (RejectedException e) {
                fail(part, e);
                if (outage.getAsBoolean()) {
                    // each of the queued submissions would otherwise wait for its own attempt
                    failAll(parts, e);
                    fail(queue.takeAll(), e);
                }
                continue;
            } catch (RuntimeException | Error e) {
                // the committer must survive any fault: without it nothing can be published until a restart
                if (part.size() > 1) {
                    parts.push(part.subList(part.size() / 2, part.size()));
                    parts.push(part.subList(0, part.size() / 2));
                    continue;
                }
                writable = writable || trial.getAsBoolean();
                refuse(part, e, writable);
                if (!writable) {
                    failAll(parts, notWritable());
                }
                continue;
            }
            writable = true;
            settle(part, events, begun);
        }
        underWay = List.of();
    }

    private void refuse(List<Submission> part, Throwable fault, boolean writable) {
        if (!(fault instanceof UnwritableException)) {
            refusals.broke(fault);
            fail(
                    part,
                    JOURNAL_UNAVAILABLE.because("the journal could not write this; nothing of it has been published"));
        } else if (writable) {
            refusals.failed(fault);
            fail(part, INTERNAL_ERROR.because("the journal's database refuses this; nothing of it has been published"));
        } else {
            // the trial has logged the reason
            fail(part, notWritable());
        }
    }

    private static void failAll(Deque<List<Submission>> parts, RejectedException why) {
        parts.forEach(part -> fail(part, why));
        parts.clear();
    }

    private static void fail(List<Submission> submissions, RejectedException why) {
        submissions.forEach(submission -> submission.fail(why));
    }

    /**
     * Answers publishers that have waited too long. Submissions in the queue are removed and not written; the outcome of those
     * under way is unknown. A ticker calls this.
     */
    void answerOverdue() {
        long moment = System.nanoTime() - patience.toNanos();
        fail(queue.takeOlderThan(moment), notInTime());
        underWay.stream()
                .filter(submission -> submission.since() - moment < 0)
                .forEach(submission -> submission.fail(stillUnderWay()));
    }

    /** Answers the remaining publishers if the committer's thread has not ended in time. */
    void abandon() {
        fail(queue.takeAll(), shuttingDown());
        fail(underWay, stillUnderWay());
    }

    /** Answers the publishers of a commit. A failure here never repeats the commit: the events are in the journal. */
    private void settle(List<Submission> group, List<Event> events, long begun) {
        succeeds(() -> {
            durations.record(System.nanoTime() - begun);
            written.add(events.size());
            refusals.passed();
        });
        for (Submission submission : group) {
            if (!succeeds(submission::tell)) {
                succeeds(() -> submission.fail(stillUnderWay()));
            }
        }
        // an observer of the application may fail; the hub then finds the events by their positions
        succeeds(() -> fire(group, events));
    }

    private void fire(List<Submission> group, List<Event> events) {
        if (!events.isEmpty()) {
            // submissions are in the order of their arrival, except those that waited for space: the first is about the
            // oldest
            bus.accept(new Appended(events, group.get(0).since()));
            observers.passed();
        }
    }

    private boolean succeeds(Runnable step) {
        try {
            step.run();
            return true;
        } catch (RuntimeException | Error e) {
            log(e);
            return false;
        }
    }

    private void log(Throwable fault) {
        try {
            observers.broke(fault);
        } catch (RuntimeException | Error e) {
            // without memory nothing can be logged; the committer continues
        }
    }

    private static RejectedException notInTime() {
        return JOURNAL_UNAVAILABLE.because(
                "the journal was too busy to write this in time; nothing of it has been published");
    }

    private static RejectedException notWritable() {
        return JOURNAL_UNAVAILABLE.because(
                "the journal's database accepts no event at the moment; nothing of this has been published");
    }

    private static RejectedException stillUnderWay() {
        return JOURNAL_UNAVAILABLE.because(
                "the journal did not answer in time; what was sent may have been published, and can be sent again with the"
                        + " same idempotency key");
    }

    private static RejectedException shuttingDown() {
        return JOURNAL_UNAVAILABLE.because("the gateway is shutting down; nothing of this has been published");
    }

    /** The durations of the committed transactions. */
    Durations durations() {
        return durations;
    }

    /** The number of events written since the start. */
    long written() {
        return written.sum();
    }

    /** Accepts no more submissions. */
    void close() {
        queue.close();
    }
}

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
 * The one writer of this node. It takes what has queued up while the last commit was under way and writes it in one
 * transaction; only then are the publishers answered and the bus told. Any thread may submit; {@link #run} belongs to
 * one thread. Each submission is answered within the patience given, whatever the store is doing.
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

    /** The group that is being committed. */
    private volatile List<Submission> underWay = List.of();

    /**
     * @param store commits a group; anything that it throws but a {@link RejectedException} says that nothing of the group
     *     has been written
     * @param outage whether the store is unavailable, so that nothing can be written for the time being
     * @param trial whether the store can write an event of the gateway's own
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
                submission.fail(JOURNAL_UNAVAILABLE.because("the journal takes nothing more at the moment"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            submission.fail(shuttingDown());
        }
        return submission.answer();
    }

    /** Commits until the queue is closed and empty, or the thread is interrupted; nobody is left without an answer. */
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
     * Commits a group; when that fails for a reason that may be that of one submission alone, halves of it, and so on down to
     * the one that cannot be written. The others are not to be refused for it. A submission is at fault only if something
     * else can be written: otherwise the reason is common to all, such as a column that a newer node has added, and the
     * rest of the group is not tried.
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
                // the committer must outlive any fault: without it nothing can be published until a restart
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
            // the trial has logged why
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
     * Answers those who have waited for too long: what waits in the queue is taken out of it, and of what is under way
     * nobody knows yet. For a ticker.
     */
    void answerOverdue() {
        long moment = System.nanoTime() - patience.toNanos();
        fail(queue.takeOlderThan(moment), notInTime());
        underWay.stream()
                .filter(submission -> submission.since() - moment < 0)
                .forEach(submission -> submission.fail(stillUnderWay()));
    }

    /** Answers all who are left when the thread does not come to an end. */
    void abandon() {
        fail(queue.takeAll(), shuttingDown());
        fail(underWay, stillUnderWay());
    }

    /** Answers the publishers of a commit. Nothing that fails here leads to another try: the events are in the journal. */
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
        // an observer of the application may fail; the hub finds the events by position
        succeeds(() -> ring(group, events));
    }

    private void ring(List<Submission> group, List<Event> events) {
        if (!events.isEmpty()) {
            // those that found no place at once come last: the first has waited longest, or nearly so
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
            // without memory nothing can be logged; the committer goes on
        }
    }

    private static RejectedException notInTime() {
        return JOURNAL_UNAVAILABLE.because(
                "the journal did not come to this in time; nothing of it has been published");
    }

    private static RejectedException notWritable() {
        return JOURNAL_UNAVAILABLE.because(
                "the journal's database takes no event at the moment; nothing of this has been published");
    }

    private static RejectedException stillUnderWay() {
        return JOURNAL_UNAVAILABLE.because(
                "the journal did not answer in time; what was sent may have been published, and can be sent again with the"
                        + " same idempotency key");
    }

    private static RejectedException shuttingDown() {
        return JOURNAL_UNAVAILABLE.because("the gateway is shutting down; nothing of this has been published");
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

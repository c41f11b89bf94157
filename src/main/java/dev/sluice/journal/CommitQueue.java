package dev.sluice.journal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * The queue of the committer, bounded in events and bytes. When it is full, publishers wait and are refused after a time
 * limit. Any thread may offer; the committer takes; {@code lock} guards all fields.
 */
final class CommitQueue {

    private final int maxEvents;
    private final long maxBytes;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final Condition notFull = lock.newCondition();
    private final Queue<Submission> waiting = new ArrayDeque<>();

    /** Publishers that wait for space, in the order of their arrival, so that small submissions cannot overtake a large batch for ever. */
    private final Queue<Submission> line = new ArrayDeque<>();

    private int events;
    private long bytes;
    private boolean closed;

    CommitQueue(int maxEvents, long maxBytes) {
        this.maxEvents = maxEvents;
        this.maxBytes = maxBytes;
    }

    /** Returns whether the queue has accepted the submission in time. */
    boolean offer(Submission submission, Duration patience) throws InterruptedException {
        long nanos = patience.toNanos();
        lock.lockInterruptibly();
        line.add(submission);
        try {
            while (!closed && (line.peek() != submission || !hasPlaceFor(submission))) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = notFull.awaitNanos(nanos);
            }
            if (closed) {
                return false;
            }
            waiting.add(submission);
            events += submission.size();
            bytes += submission.bytes();
            notEmpty.signal();
            return true;
        } finally {
            line.remove(submission);
            notFull.signalAll();
            lock.unlock();
        }
    }

    /** An empty queue accepts a submission of any size; otherwise a submission larger than the queue could never be published. */
    private boolean hasPlaceFor(Submission submission) {
        return waiting.isEmpty() || events + submission.size() <= maxEvents && bytes + submission.bytes() <= maxBytes;
    }

    /** Waits for a submission, then takes as many as have the given number of events. Empty only if the queue is closed. */
    List<Submission> takeGroup(int mostEvents) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && !closed) {
                notEmpty.await();
            }
            List<Submission> group = new ArrayList<>();
            int taken = 0;
            while (!waiting.isEmpty()
                    && (group.isEmpty() || taken + waiting.peek().size() <= mostEvents)) {
                Submission submission = waiting.remove();
                taken += submission.size();
                bytes -= submission.bytes();
                group.add(submission);
            }
            events -= taken;
            notFull.signalAll();
            return group;
        } finally {
            lock.unlock();
        }
    }

    /** Takes all submissions without waiting. */
    List<Submission> takeAll() {
        return takeAllWhere(submission -> true);
    }

    /** Takes the submissions that were handed over before a moment of {@link System#nanoTime}. */
    List<Submission> takeOlderThan(long moment) {
        return takeAllWhere(submission -> submission.since() - moment < 0);
    }

    private List<Submission> takeAllWhere(Predicate<Submission> condition) {
        lock.lock();
        try {
            List<Submission> taken = waiting.stream().filter(condition).toList();
            waiting.removeAll(Set.copyOf(taken));
            for (Submission submission : taken) {
                events -= submission.size();
                bytes -= submission.bytes();
            }
            notFull.signalAll();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Accepts no more submissions; those in the queue can still be taken. */
    void close() {
        lock.lock();
        try {
            closed = true;
            notEmpty.signalAll();
            notFull.signalAll();
        } finally {
            lock.unlock();
        }
    }
}

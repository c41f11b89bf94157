package dev.sluice.policy;

import static dev.sluice.event.Rejection.HOOK_TIMEOUT;

import dev.sluice.event.RejectedException;
import dev.sluice.runtime.Threads;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Runs hooks on a bounded number of threads, of which one caller has a part. A hook that takes too long is interrupted;
 * one that ignores that keeps its thread, and its caller's place, until it returns. Nothing is queued: the callers' own
 * threads wait for a place, a few of each caller, within the time limit. Any thread may call.
 */
final class HookThreads {

    static final int THREADS = 32;

    /** How many threads one caller has at most. */
    static final int SHARE = 8;

    /**
     * How many requests of one caller wait for one of its threads. Time bounds the wait; this bound leaves some of the
     * server's threads (200 in the set-ups) to others while the hooks of one caller are slow.
     */
    static final int MOST_WAITING = 128;

    private final Semaphore free = new Semaphore(THREADS, true);
    private final Map<String, Share> shares = new ConcurrentHashMap<>();
    private final ExecutorService threads;

    HookThreads(Threads threads) {
        this.threads = threads.pool("sluice-hook", THREADS);
    }

    private enum State {
        RUNNING,
        OVERDUE,
        ENDED
    }

    /** Hook calls of one caller that are under way. */
    private static final class Share {

        private final Semaphore places = new Semaphore(SHARE, true);
        private final AtomicInteger overdue = new AtomicInteger();

        /** How many requests use it. Guarded by the map. */
        private int users;
    }

    /**
     * Calls within the time limit.
     *
     * @param caller who has a share of the threads
     * @throws RejectedException {@code hook-timeout} if too many requests of the caller wait
     * @throws TimeoutException if there was no thread in time, or the call has taken too long
     */
    <T> T call(String caller, Duration limit, Supplier<T> hooks)
            throws TimeoutException, ExecutionException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        Share share = enter(caller);
        AtomicBoolean handedOver = new AtomicBoolean();
        try {
            // an overdue hook ends by itself or never, and is not waited for
            if (share.overdue.get() == SHARE) {
                throw new TimeoutException();
            }
            if (share.places.getQueueLength() >= MOST_WAITING) {
                // the caller is busy: that alone does not make the hooks slow
                throw HOOK_TIMEOUT.because("too many requests of this caller wait for the application's decision");
            }
            acquire(share.places, deadline);
            try {
                acquire(free, deadline);
                try {
                    return run(caller, share, deadline, hooks, handedOver);
                } finally {
                    if (!handedOver.get()) {
                        free.release();
                    }
                }
            } finally {
                if (!handedOver.get()) {
                    share.places.release();
                }
            }
        } finally {
            if (!handedOver.get()) {
                leave(caller);
            }
        }
    }

    private static void acquire(Semaphore places, long deadline) throws TimeoutException, InterruptedException {
        if (!places.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            throw new TimeoutException();
        }
    }

    /** From here on the thread that runs it gives the places back: it may outlive the request. */
    private <T> T run(String caller, Share share, long deadline, Supplier<T> hooks, AtomicBoolean handedOver)
            throws TimeoutException, ExecutionException, InterruptedException {
        FutureTask<T> task = new FutureTask<>(hooks::get);
        AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
        threads.execute(() -> {
            try {
                task.run();
            } finally {
                if (!state.compareAndSet(State.RUNNING, State.ENDED)) {
                    share.overdue.decrementAndGet();
                }
                free.release();
                share.places.release();
                leave(caller);
            }
        });
        handedOver.set(true);
        try {
            return task.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | InterruptedException e) {
            if (state.compareAndSet(State.RUNNING, State.OVERDUE)) {
                share.overdue.incrementAndGet();
            }
            task.cancel(true);
            throw e;
        }
    }

    private Share enter(String caller) {
        return shares.compute(caller, (same, known) -> {
            Share share = known == null ? new Share() : known;
            share.users++;
            return share;
        });
    }

    private void leave(String caller) {
        shares.computeIfPresent(caller, (same, share) -> --share.users == 0 ? null : share);
    }

    /** How many callers have something under way. */
    int callers() {
        return shares.size();
    }

    void close() {
        threads.shutdownNow();
    }
}

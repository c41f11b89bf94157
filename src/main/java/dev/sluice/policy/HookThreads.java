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
 * Runs hooks on a bounded number of threads; one caller uses only a part of them. A hook that exceeds the time limit is
 * interrupted. A hook that ignores the interrupt keeps its thread, which counts for its caller, until it returns. No queue
 * is used: the request threads wait for a free hook thread, a bounded number for each caller, within the time limit. Any
 * thread may call.
 */
final class HookThreads {

    static final int THREADS = 32;

    /** The maximum number of threads that one caller uses. */
    static final int THREADS_PER_CALLER = 8;

    /**
     * The maximum number of waiting requests of one caller. The time limit bounds each wait; this limit leaves some of the
     * server's threads (200 in the shipped set-ups) to others while the hooks of one caller are slow.
     */
    static final int MAX_WAITING_PER_CALLER = 128;

    private final Semaphore free = new Semaphore(THREADS, true);
    private final Map<String, CallerThreads> threadsByCaller = new ConcurrentHashMap<>();
    private final ExecutorService threads;

    HookThreads(Threads threads) {
        this.threads = threads.pool("sluice-hook", THREADS);
    }

    private enum State {
        RUNNING,
        OVERDUE,
        ENDED
    }

    /** The running hook calls of one caller. */
    private static final class CallerThreads {

        private final Semaphore permits = new Semaphore(THREADS_PER_CALLER, true);
        private final AtomicInteger overdue = new AtomicInteger();

        /** The number of requests that use this object. Guarded by the map. */
        private int users;
    }

    /**
     * Runs hooks within the time limit.
     *
     * @param caller the key by which threads are counted
     * @throws RejectedException {@code hook-timeout} if too many requests of the caller wait
     * @throws TimeoutException if no thread became free in time, or the call exceeded the limit
     */
    <T> T call(String caller, Duration limit, Supplier<T> hooks)
            throws TimeoutException, ExecutionException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        CallerThreads own = enter(caller);
        AtomicBoolean handedOver = new AtomicBoolean();
        try {
            // waiting is pointless: nothing can stop an overdue hook that ignores its interrupt
            if (own.overdue.get() == THREADS_PER_CALLER) {
                throw new TimeoutException();
            }
            if (own.permits.getQueueLength() >= MAX_WAITING_PER_CALLER) {
                // not a TimeoutException: a busy caller does not mean that the hooks are slow
                throw HOOK_TIMEOUT.because(
                        "too many requests of this caller wait for the application's hooks; send fewer at once");
            }
            acquire(own.permits, deadline);
            try {
                acquire(free, deadline);
                try {
                    return run(caller, own, deadline, hooks, handedOver);
                } finally {
                    if (!handedOver.get()) {
                        free.release();
                    }
                }
            } finally {
                if (!handedOver.get()) {
                    own.permits.release();
                }
            }
        } finally {
            if (!handedOver.get()) {
                leave(caller);
            }
        }
    }

    private static void acquire(Semaphore permits, long deadline) throws TimeoutException, InterruptedException {
        if (!permits.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            throw new TimeoutException();
        }
    }

    /** Hands the permits to the hook thread, which returns them: it may outlive the request. */
    private <T> T run(String caller, CallerThreads own, long deadline, Supplier<T> hooks, AtomicBoolean handedOver)
            throws TimeoutException, ExecutionException, InterruptedException {
        FutureTask<T> task = new FutureTask<>(hooks::get);
        AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
        threads.execute(() -> {
            try {
                task.run();
            } finally {
                if (!state.compareAndSet(State.RUNNING, State.ENDED)) {
                    own.overdue.decrementAndGet();
                }
                free.release();
                own.permits.release();
                leave(caller);
            }
        });
        handedOver.set(true);
        try {
            return task.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | InterruptedException e) {
            if (state.compareAndSet(State.RUNNING, State.OVERDUE)) {
                own.overdue.incrementAndGet();
            }
            task.cancel(true);
            throw e;
        }
    }

    private CallerThreads enter(String caller) {
        return threadsByCaller.compute(caller, (same, known) -> {
            CallerThreads own = known == null ? new CallerThreads() : known;
            own.users++;
            return own;
        });
    }

    private void leave(String caller) {
        threadsByCaller.computeIfPresent(caller, (same, own) -> --own.users == 0 ? null : own);
    }

    /** The number of callers with a running or waiting request. */
    int callers() {
        return threadsByCaller.size();
    }

    void close() {
        threads.shutdownNow();
    }
}

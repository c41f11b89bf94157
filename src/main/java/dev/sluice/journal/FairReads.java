package dev.sluice.journal;

import dev.sluice.log.Incident;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Reads the database for many callers on a few threads. A caller has at most one thread at a time and gives it back after
 * each step of a search and after each page. Its other work waits in a queue of its own, and the callers take turns. So a
 * caller delays the others by at most one step for each thread, however much it asks for.
 *
 * <p>There are two kinds of work. A <i>search</i> has steps, and a request thread waits for its answer: a caller has one
 * search under way, a few more wait, and further ones are refused immediately, so that no caller holds all request threads
 * of the server. A <i>page</i> is one read for a subscriber, which is told when the page is ready. Pages in memory that
 * their subscribers have not taken yet are bounded by number and by bytes; but a caller without a page in memory may always
 * read one, so that callers with stalled sockets do not stop the others. Searches and pages of a caller alternate.
 *
 * <p>Any thread may call. The monitor guards the queues and is never held while the database is read.
 */
public final class FairReads<K> {

    private static final Logger LOG = System.getLogger(FairReads.class.getName());

    private final Executor executor;
    private final int threads;
    private final ReadLimits limits;
    private final ReadTotals totals;
    private final Map<K, CallerQueue<K>> queues = new HashMap<>();

    /** Queues that have work ready and no thread, in the order of their turns. */
    private final Set<CallerQueue<K>> turns = new LinkedHashSet<>();

    /** Queues that have only pages to read, and wait until other callers take theirs. */
    private final Set<CallerQueue<K>> blocked = new LinkedHashSet<>();

    private final Incident starting = new Incident(LOG, "starting a reader failed", "readers start again");

    private int running;
    private boolean closed;

    /** @param executor has at least this number of threads */
    public FairReads(Executor executor, int threads, ReadLimits limits) {
        this.executor = executor;
        this.threads = threads;
        this.limits = limits;
        this.totals = new ReadTotals(limits);
    }

    /**
     * Searches on behalf of a caller, and waits for the answer.
     *
     * @param step does one more step of the search; empty until there is an answer
     * @throws dev.sluice.event.RejectedException {@code journal-unavailable} if this caller has too many searches, if all
     *     callers together have too many and this one has at least one, or if the search takes too long; and any rejection
     *     that the step throws
     */
    public <T> T find(K caller, Supplier<Optional<T>> step) {
        return find(caller, step, false);
    }

    /** Like {@link #find}, for a search that has its answer immediately once another search like it is answered. */
    public <T> T findShared(K caller, Supplier<Optional<T>> step) {
        return find(caller, step, true);
    }

    private <T> T find(K caller, Supplier<Optional<T>> step, boolean shared) {
        PendingSearch<T> search = new PendingSearch<>(step);
        synchronized (this) {
            CallerQueue<K> queue = queueOf(caller);
            if (closed || !queue.maySearch(shared)) {
                removeIfIdle(queue);
                throw PendingSearch.busy();
            }
            queue.add(new SearchWork(queue, search, shared));
            offer(queue);
            dispatch();
        }
        return search.await(limits.waiting(), limits.work());
    }

    /**
     * Reads one page on behalf of a caller, later and on another thread.
     *
     * @param read reads the page, hands it to its subscriber, and returns how many bytes it has
     */
    public Page page(K caller, LongSupplier read) {
        synchronized (this) {
            CallerQueue<K> queue = queueOf(caller);
            Page page = new Page(queue, read);
            queue.add(page);
            offer(queue);
            dispatch();
            return page;
        }
    }

    /** The number of searches that have no answer yet. */
    public synchronized int searches() {
        return totals.searches();
    }

    /** Stops reading, and refuses the searches that wait. */
    public void close() {
        synchronized (this) {
            closed = true;
            turns.clear();
            blocked.clear();
            queues.values().forEach(CallerQueue::refuse);
            queues.clear();
        }
    }

    /** Tries again to start work for which no thread could be started. A ticker calls this. */
    public synchronized void retry() {
        dispatch();
    }

    // the monitor is held in all private methods below, except in run

    private CallerQueue<K> queueOf(K caller) {
        return queues.computeIfAbsent(caller, key -> new CallerQueue<>(key, limits, totals));
    }

    private void removeIfIdle(CallerQueue<K> queue) {
        if (queue.isIdle()) {
            queues.remove(queue.caller(), queue);
            turns.remove(queue);
            blocked.remove(queue);
        }
    }

    private void offer(CallerQueue<K> queue) {
        if (queue.isRunning()) {
            return;
        }
        if (queue.isReady()) {
            turns.add(queue);
        } else if (queue.waitsForOthers()) {
            blocked.add(queue);
        }
    }

    private void dispatch() {
        while (running < threads && !closed && !turns.isEmpty()) {
            CallerQueue<K> queue = turns.iterator().next();
            turns.remove(queue);
            Optional<ReadWork> next = queue.next();
            if (next.isEmpty()) {
                // other callers have filled the memory in the meantime
                offer(queue);
            } else if (!start(queue, next.get())) {
                return;
            }
        }
    }

    /** Returns whether a thread takes the work; otherwise the work waits as before. */
    private boolean start(CallerQueue<K> queue, ReadWork work) {
        queue.started(work);
        running++;
        try {
            executor.execute(() -> run(queue, work));
            starting.passed();
            return true;
        } catch (RuntimeException | Error e) {
            // no memory for a thread, or the server stops the application: the next call tries again
            starting.failed(e);
            running--;
            queue.ended();
            work.undo();
            offer(queue);
            return false;
        }
    }

    /** Readies as many queues as there is room for; a queue that finds no room left is blocked again. */
    private void unblock() {
        for (int room = totals.freePages(); room > 0 && totals.hasRoomForPage() && !blocked.isEmpty(); room--) {
            CallerQueue<K> queue = blocked.iterator().next();
            blocked.remove(queue);
            offer(queue);
        }
    }

    private void run(CallerQueue<K> queue, ReadWork work) {
        boolean finished = true;
        try {
            finished = work.run();
        } catch (RuntimeException | Error e) {
            // without the clean-up below, the callers would have one thread less until a restart
            LOG.log(Level.ERROR, "a reader failed", e);
        } finally {
            synchronized (this) {
                running--;
                queue.ended();
                work.ran(finished);
                offer(queue);
                removeIfIdle(queue);
                dispatch();
            }
        }
    }

    private void taken(CallerQueue<K> queue, long bytes) {
        queue.pageTaken(bytes);
        offer(queue);
        unblock();
        removeIfIdle(queue);
        dispatch();
    }

    /** One read for a subscriber. */
    public final class Page implements ReadWork {

        private final CallerQueue<K> queue;
        private final LongSupplier read;
        private long bytes;
        private boolean taken;

        private Page(CallerQueue<K> queue, LongSupplier read) {
            this.queue = queue;
            this.read = read;
        }

        @Override
        public boolean run() {
            synchronized (FairReads.this) {
                if (taken) {
                    return true;
                }
            }
            long size = read.getAsLong();
            synchronized (FairReads.this) {
                if (!taken) {
                    bytes = size;
                    queue.pageRead(bytes);
                }
            }
            return true;
        }

        @Override
        public void ran(boolean finished) {}

        @Override
        public void undo() {
            queue.undo(this);
        }

        @Override
        public void refuse() {}

        /** The subscriber has taken the page or does not want it any more, so another may be read. A second call does nothing. */
        public void take() {
            synchronized (FairReads.this) {
                if (taken) {
                    return;
                }
                taken = true;
                if (queue.remove(this)) {
                    // given up before a thread has begun: nothing has been counted
                    removeIfIdle(queue);
                } else {
                    FairReads.this.taken(queue, bytes);
                }
            }
        }
    }
}

package dev.sluice.runtime;

import static dev.sluice.event.Rejection.JOURNAL_UNAVAILABLE;

import dev.sluice.event.RejectedException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Reads the database for many callers on a few threads. A caller has one of the threads at a time, and gives it back after
 * each step or page; its other work waits in a line of its own, and the callers take turns. So one caller delays another by
 * a step at the most for each thread, whatever it asks for.
 *
 * <p>There are two kinds of work. A <i>search</i> has steps, and a request thread that waits for its answer: one search of a
 * caller is under way at a time, a few wait, and further ones are refused at once, so that no caller holds the server's
 * threads. A <i>page</i> is one read, for a subscriber that is told when it has been read; only so many pages lie in memory
 * before their subscribers take them. Searches and pages of a caller alternate.
 *
 * <p>Any thread may call; the monitor guards the lines, and is never held while reading.
 */
public final class FairReads<K> {

    private static final Logger LOG = System.getLogger(FairReads.class.getName());

    private final Executor executor;
    private final int threads;
    private final Limits limits;
    private final Map<K, Line> lines = new HashMap<>();

    /** Lines that have work and no thread, each once, in the order of their turns. */
    private final Queue<Line> turns = new ArrayDeque<>();

    private int running;
    private int searches;
    private int untaken;
    private boolean closed;

    /**
     * What one caller may have, and all together.
     *
     * @param searches how many searches of one caller there may be, the one under way included
     * @param allSearches how many of all callers
     * @param pages how many pages of one caller may lie in memory
     * @param allPages how many of all callers
     * @param line for how long a search waits for its first step
     * @param work how long it may take from then on
     */
    public record Limits(int searches, int allSearches, int pages, int allPages, Duration line, Duration work) {

        /**
         * The searches are those of request threads, of which the smallest pool of the supported servers has 32; a page has
         * 64 KB, or one event.
         */
        public static final Limits USUAL = new Limits(8, 100, 16, 256, Duration.ofSeconds(5), Duration.ofSeconds(10));
    }

    /** @param executor has as many threads at the least */
    public FairReads(Executor executor, int threads, Limits limits) {
        this.executor = executor;
        this.threads = threads;
        this.limits = limits;
    }

    /**
     * Searches on behalf of a caller, and waits for the answer.
     *
     * @param step goes one step further; empty as long as there is no answer
     * @throws RejectedException {@code journal-unavailable} if too much of this caller, or of all, waits already, or if it takes
     *     too long; and as the step throws it
     */
    public <T> T find(K caller, Supplier<Optional<T>> step) {
        Search<T> search;
        synchronized (this) {
            Line line = lines.computeIfAbsent(caller, Line::new);
            search = new Search<>(line, step);
            if (closed || line.searchCount >= limits.searches() || searches >= limits.allSearches()) {
                line.forgetIfIdle();
                throw busy();
            }
            line.searchCount++;
            searches++;
            line.searches.add(search);
            offer(line);
            dispatch();
        }
        return search.await();
    }

    /**
     * Has one page read on behalf of a caller.
     *
     * @param read puts the page where its subscriber finds it
     */
    public Page page(K caller, Runnable read) {
        synchronized (this) {
            Line line = lines.computeIfAbsent(caller, Line::new);
            Page page = new Page(line, read);
            line.pages.add(page);
            offer(line);
            dispatch();
            return page;
        }
    }

    /** Nothing is read any more, and those who wait are told. */
    public void close() {
        synchronized (this) {
            closed = true;
            turns.clear();
            lines.values().forEach(line -> List.copyOf(line.searches).forEach(Search::refuse));
            lines.clear();
        }
    }

    private static RejectedException busy() {
        return JOURNAL_UNAVAILABLE.because("too many read from the journal at the moment");
    }

    /** With the monitor held, as all that follows. */
    private void offer(Line line) {
        if (!line.waits && !line.reads && line.hasWork()) {
            line.waits = true;
            turns.add(line);
        }
    }

    private void dispatch() {
        for (int look = turns.size(); look > 0 && running < threads && !closed; look--) {
            Line line = turns.remove();
            Optional<Work> next = line.next();
            if (next.isEmpty()) {
                // its pages have to be taken first
                turns.add(line);
                continue;
            }
            line.waits = false;
            line.reads = true;
            running++;
            try {
                executor.execute(() -> run(line, next.get()));
            } catch (RejectedExecutionException e) {
                LOG.log(Level.DEBUG, "the readers have ended", e);
                running--;
                line.reads = false;
            }
        }
    }

    private void run(Line line, Work work) {
        boolean finished = true;
        try {
            finished = work.run();
        } catch (RuntimeException | Error e) {
            // without its place, the others would have one thread less for ever
            LOG.log(Level.ERROR, "a reader failed", e);
        } finally {
            synchronized (this) {
                running--;
                line.reads = false;
                work.ran(finished);
                offer(line);
                line.forgetIfIdle();
                dispatch();
            }
        }
    }

    /** Something to do for a caller. */
    private interface Work {

        /** Gives whether it is finished. */
        boolean run();

        /** With the monitor held. */
        void ran(boolean finished);
    }

    /** What one caller has asked for. Guarded by the monitor of the readers. */
    private final class Line {

        private final K caller;
        private final Deque<Search<?>> searches = new ArrayDeque<>(2);
        private final Queue<Page> pages = new ArrayDeque<>(2);
        private int searchCount;
        private int untakenPages;
        private boolean waits;
        private boolean reads;
        private boolean pageIsNext;

        Line(K caller) {
            this.caller = caller;
        }

        boolean hasWork() {
            return !searches.isEmpty() || !pages.isEmpty();
        }

        Optional<Work> next() {
            boolean pageMay = !pages.isEmpty() && untakenPages < limits.pages() && untaken < limits.allPages();
            if (pageMay && (pageIsNext || searches.isEmpty())) {
                pageIsNext = false;
                untakenPages++;
                untaken++;
                return Optional.of(pages.remove());
            }
            pageIsNext = true;
            return Optional.ofNullable(searches.poll());
        }

        void pageTaken() {
            untakenPages--;
            untaken--;
            offer(this);
            forgetIfIdle();
            dispatch();
        }

        void forgetIfIdle() {
            if (!reads && !hasWork() && searchCount == 0 && untakenPages == 0) {
                lines.remove(caller, this);
            }
        }
    }

    /** A question for whose answer a thread waits. */
    private final class Search<T> implements Work {

        private final Line line;
        private final Supplier<Optional<T>> step;
        private final CompletableFuture<T> answer = new CompletableFuture<>();
        private volatile boolean begun;

        Search(Line line, Supplier<Optional<T>> step) {
            this.line = line;
            this.step = step;
        }

        @Override
        public boolean run() {
            begun = true;
            try {
                if (!answer.isDone()) {
                    step.get().ifPresent(answer::complete);
                }
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
            // also if nobody waits for it any more
            return answer.isDone();
        }

        @Override
        public void ran(boolean finished) {
            if (finished) {
                line.searchCount--;
                searches--;
            } else {
                line.searches.addFirst(this);
            }
        }

        void refuse() {
            answer.completeExceptionally(JOURNAL_UNAVAILABLE.because("the gateway is shutting down"));
        }

        T await() {
            try {
                try {
                    return answer.get(limits.line().toMillis(), TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    if (!begun) {
                        throw e;
                    }
                    return answer.get(limits.work().toMillis(), TimeUnit.MILLISECONDS);
                }
            } catch (TimeoutException e) {
                answer.cancel(false);
                throw busy();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) e.getCause();
            } catch (InterruptedException e) {
                answer.cancel(false);
                Thread.currentThread().interrupt();
                throw JOURNAL_UNAVAILABLE.because("the gateway is shutting down");
            }
        }
    }

    /** One read for a subscriber. */
    public final class Page implements Work {

        private final Line line;
        private final Runnable read;
        private boolean begun;
        private boolean taken;

        private Page(Line line, Runnable read) {
            this.line = line;
            this.read = read;
        }

        @Override
        public boolean run() {
            synchronized (FairReads.this) {
                begun = true;
                if (taken) {
                    line.pageTaken();
                    return true;
                }
            }
            read.run();
            return true;
        }

        @Override
        public void ran(boolean finished) {}

        /** Its subscriber has it, or does not want it any more: another page may be read. The second call does nothing. */
        public void take() {
            synchronized (FairReads.this) {
                if (!taken && begun) {
                    line.pageTaken();
                }
                taken = true;
            }
        }
    }
}

package dev.sluice.runtime;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
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
    private final ReadLimits limits;
    private final Map<K, Line> lines = new HashMap<>();

    /** Lines that have work and no thread, each once, in the order of their turns. */
    private final Queue<Line> turns = new ArrayDeque<>();

    private int running;
    private int searches;
    private int untaken;
    private boolean closed;

    /** @param executor has as many threads at the least */
    public FairReads(Executor executor, int threads, ReadLimits limits) {
        this.executor = executor;
        this.threads = threads;
        this.limits = limits;
    }

    /**
     * Searches on behalf of a caller, and waits for the answer.
     *
     * @param step goes one step further; empty as long as there is no answer
     * @throws dev.sluice.event.RejectedException {@code journal-unavailable} if too much of this caller, or of all, waits already, or if it takes
     *     too long; and as the step throws it
     */
    public <T> T find(K caller, Supplier<Optional<T>> step) {
        PendingSearch<T> search = new PendingSearch<>(step);
        synchronized (this) {
            Line line = lines.computeIfAbsent(caller, Line::new);
            if (closed || line.searchCount >= limits.searches() || searches >= limits.allSearches()) {
                line.forgetIfIdle();
                throw PendingSearch.busy();
            }
            line.searchCount++;
            searches++;
            line.searches.add(new SearchWork(line, search));
            offer(line);
            dispatch();
        }
        return search.await(limits.line(), limits.work());
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
            lines.values().forEach(Line::refuse);
            lines.clear();
        }
    }

    /** With the monitor held, as all that follows. */
    private void offer(Line line) {
        if (!line.waits && line.reading.isEmpty() && line.hasWork()) {
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
            line.reading = next;
            running++;
            try {
                executor.execute(() -> run(line, next.get()));
            } catch (RejectedExecutionException e) {
                LOG.log(Level.DEBUG, "the readers have ended", e);
                running--;
                line.reading = Optional.empty();
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
                line.reading = Optional.empty();
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

        /** Tells the thread that waits for it that nothing is read any more. */
        void refuse();
    }

    /** What one caller has asked for. Guarded by the monitor of the readers. */
    private final class Line {

        private final K caller;
        private final Deque<SearchWork> searches = new ArrayDeque<>(2);
        private final Queue<Page> pages = new ArrayDeque<>(2);
        private int searchCount;
        private int untakenPages;
        private boolean waits;

        /** What a thread does for it now. */
        private Optional<Work> reading = Optional.empty();

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

        void refuse() {
            reading.ifPresent(Work::refuse);
            searches.forEach(Work::refuse);
        }

        void forgetIfIdle() {
            if (reading.isEmpty() && !hasWork() && searchCount == 0 && untakenPages == 0) {
                lines.remove(caller, this);
            }
        }
    }

    /** A search of a caller; as long as it has no answer, it stays at the head of the caller's line. */
    private final class SearchWork implements Work {

        private final Line line;
        private final PendingSearch<?> search;

        SearchWork(Line line, PendingSearch<?> search) {
            this.line = line;
            this.search = search;
        }

        @Override
        public boolean run() {
            return search.step();
        }

        @Override
        public void refuse() {
            search.refuse();
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

        @Override
        public void refuse() {}

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

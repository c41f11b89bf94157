package dev.sluice.journal;

import dev.sluice.log.Incident;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Reads the database for many callers on a few threads. A caller has one of the threads at a time, and gives it back after
 * each step or page; its other work waits in a line of its own, and the callers take turns. So one caller delays another by
 * a step at the most for each thread, whatever it asks for.
 *
 * <p>There are two kinds of work. A <i>search</i> has steps, and a request thread that waits for its answer: one search of a
 * caller is under way at a time, a few wait, and further ones are refused at once, so that no caller holds the server's
 * threads. A <i>page</i> is one read, for a subscriber that is told when it has been read. Pages that lie in memory before
 * their subscribers take them are bounded by number and by bytes, but a caller that has none may always have one: callers
 * whose sockets stall do not stop the others. Searches and pages of a caller alternate.
 *
 * <p>Any thread may call; the monitor guards the lines, and is never held while reading.
 */
public final class FairReads<K> {

    private static final Logger LOG = System.getLogger(FairReads.class.getName());

    private final Executor executor;
    private final int threads;
    private final ReadLimits limits;
    private final Map<K, Line> lines = new HashMap<>();

    /** Lines that have work that may be done, and no thread, in the order of their turns. */
    private final Set<Line> turns = new LinkedHashSet<>();

    /** Lines that have nothing but pages to read, and wait until the pages of other callers have been taken. */
    private final Set<Line> blocked = new LinkedHashSet<>();

    private final Incident starting = new Incident(LOG, "starting a reader failed", "readers start again");

    private int running;
    private int searches;
    private int untaken;
    private long untakenBytes;
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
     * @throws dev.sluice.event.RejectedException {@code journal-unavailable} if too much of this caller waits already, or of all
     *     while this one has some, or if it takes too long; and as the step throws it
     */
    public <T> T find(K caller, Supplier<Optional<T>> step) {
        return find(caller, step, false);
    }

    /** As {@link #find}, for a search that has its answer at once as soon as another one like it has been answered. */
    public <T> T findShared(K caller, Supplier<Optional<T>> step) {
        return find(caller, step, true);
    }

    private <T> T find(K caller, Supplier<Optional<T>> step, boolean shared) {
        PendingSearch<T> search = new PendingSearch<>(step);
        synchronized (this) {
            Line line = lines.computeIfAbsent(caller, Line::new);
            if (closed || !line.maySearch(shared)) {
                line.forgetIfIdle();
                throw PendingSearch.busy();
            }
            SearchWork work = new SearchWork(line, search, shared);
            work.count(1);
            line.searches.add(work);
            offer(line);
            dispatch();
        }
        return search.await(limits.line(), limits.work());
    }

    /**
     * Has one page read on behalf of a caller.
     *
     * @param read puts the page where its subscriber finds it, and gives how many bytes it has
     */
    public Page page(K caller, LongSupplier read) {
        synchronized (this) {
            Line line = lines.computeIfAbsent(caller, Line::new);
            Page page = new Page(line, read);
            line.pages.add(page);
            offer(line);
            dispatch();
            return page;
        }
    }

    /** How many searches have no answer yet. */
    public synchronized int searches() {
        return searches;
    }

    /** Nothing is read any more, and those who wait are told. */
    public void close() {
        synchronized (this) {
            closed = true;
            turns.clear();
            blocked.clear();
            lines.values().forEach(Line::refuse);
            lines.clear();
        }
    }

    /** Tries again to start work for which no thread could be started. A ticker calls. */
    public synchronized void retry() {
        dispatch();
    }

    /** With the monitor held, as all that follows. */
    private void offer(Line line) {
        if (line.reading.isPresent()) {
            return;
        }
        if (line.isReady()) {
            turns.add(line);
        } else if (line.waitsForOthers()) {
            blocked.add(line);
        }
    }

    private void dispatch() {
        while (running < threads && !closed && !turns.isEmpty()) {
            Line line = turns.iterator().next();
            turns.remove(line);
            Optional<Work> next = line.next();
            if (next.isEmpty()) {
                // other callers have filled the memory meanwhile
                offer(line);
            } else if (!start(line, next.get())) {
                return;
            }
        }
    }

    /** Gives whether a thread takes the work; otherwise it waits as before. */
    private boolean start(Line line, Work work) {
        line.reading = Optional.of(work);
        running++;
        try {
            executor.execute(() -> run(line, work));
            starting.passed();
            return true;
        } catch (RuntimeException | Error e) {
            // no memory for a thread, or a server that stops the application: the next call tries again
            starting.failed(e);
            running--;
            line.reading = Optional.empty();
            work.undo();
            offer(line);
            return false;
        }
    }

    private boolean hasRoom() {
        return untaken < limits.allPages() && untakenBytes < limits.allBytes();
    }

    /** As many as there is room for: each that finds none left is blocked again. */
    private void unblock() {
        for (int room = limits.allPages() - untaken; room > 0 && hasRoom() && !blocked.isEmpty(); room--) {
            Line line = blocked.iterator().next();
            blocked.remove(line);
            offer(line);
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

        /** No thread could be started for it: it waits again. */
        void undo();

        /** Tells the thread that waits for it that nothing is read any more. */
        void refuse();
    }

    /** The work of one caller. Guarded by the monitor of the readers. */
    private final class Line {

        private final K caller;
        private final Deque<SearchWork> searches = new ArrayDeque<>(2);
        private final Set<Page> pages = new LinkedHashSet<>(2);
        private int searchCount;
        private int sharedCount;
        private int untakenPages;
        private long untakenBytes;

        /** The work that a thread does for this caller now. */
        private Optional<Work> reading = Optional.empty();

        private boolean pageIsNext;

        Line(K caller) {
            this.caller = caller;
        }

        /** A caller who has none may always have one, however many others have. */
        boolean maySearch(boolean shared) {
            if (searchCount == 0 && sharedCount == 0) {
                return true;
            }
            boolean room = shared ? sharedCount < limits.shared() : searchCount < limits.searches();
            return room && FairReads.this.searches < limits.allSearches();
        }

        boolean isReady() {
            return !searches.isEmpty() || mayReadAPage();
        }

        /** Only after its own pages have been taken, or with those of others. */
        boolean waitsForOthers() {
            return !pages.isEmpty() && hasOwnRoom();
        }

        private boolean hasOwnRoom() {
            return untakenPages < limits.pages() && untakenBytes < limits.bytes();
        }

        private boolean mayReadAPage() {
            return !pages.isEmpty() && (untakenPages == 0 || hasOwnRoom() && hasRoom());
        }

        Optional<Work> next() {
            if (mayReadAPage() && (pageIsNext || searches.isEmpty())) {
                pageIsNext = false;
                Page page = pages.iterator().next();
                pages.remove(page);
                pageBegins();
                return Optional.of(page);
            }
            pageIsNext = true;
            return Optional.ofNullable(searches.poll());
        }

        private void pageBegins() {
            untakenPages++;
            untaken++;
        }

        void pageRead(long bytes) {
            untakenBytes += bytes;
            FairReads.this.untakenBytes += bytes;
        }

        void pageTaken(long bytes) {
            untakenPages--;
            untaken--;
            pageRead(-bytes);
            offer(this);
            unblock();
            forgetIfIdle();
            dispatch();
        }

        void refuse() {
            reading.ifPresent(Work::refuse);
            searches.forEach(Work::refuse);
        }

        void forgetIfIdle() {
            if (reading.isEmpty() && pages.isEmpty() && searchCount == 0 && sharedCount == 0 && untakenPages == 0) {
                lines.remove(caller, this);
                turns.remove(this);
                blocked.remove(this);
            }
        }
    }

    /** A search of a caller; as long as it has no answer, it stays at the head of the caller's line. */
    private final class SearchWork implements Work {

        private final Line line;
        private final PendingSearch<?> search;
        private final boolean shared;

        SearchWork(Line line, PendingSearch<?> search, boolean shared) {
            this.line = line;
            this.search = search;
            this.shared = shared;
        }

        private void count(int change) {
            searches += change;
            if (shared) {
                line.sharedCount += change;
            } else {
                line.searchCount += change;
            }
        }

        @Override
        public boolean run() {
            return search.step();
        }

        @Override
        public void undo() {
            line.searches.addFirst(this);
        }

        @Override
        public void refuse() {
            search.refuse();
        }

        @Override
        public void ran(boolean finished) {
            if (finished) {
                count(-1);
            } else {
                line.searches.addFirst(this);
            }
        }
    }

    /** One read for a subscriber. */
    public final class Page implements Work {

        private final Line line;
        private final LongSupplier read;
        private long bytes;
        private boolean taken;

        private Page(Line line, LongSupplier read) {
            this.line = line;
            this.read = read;
        }

        @Override
        public boolean run() {
            synchronized (FairReads.this) {
                if (taken) {
                    return true;
                }
            }
            long weight = read.getAsLong();
            synchronized (FairReads.this) {
                if (!taken) {
                    bytes = weight;
                    line.pageRead(bytes);
                }
            }
            return true;
        }

        @Override
        public void ran(boolean finished) {}

        @Override
        public void undo() {
            line.untakenPages--;
            untaken--;
            line.pages.add(this);
        }

        @Override
        public void refuse() {}

        /** Its subscriber has it, or does not want it any more: another page may be read. The second call does nothing. */
        public void take() {
            synchronized (FairReads.this) {
                if (taken) {
                    return;
                }
                taken = true;
                if (line.pages.remove(this)) {
                    // given up before a thread had time for it: nothing of it stays
                    line.forgetIfIdle();
                } else {
                    line.pageTaken(bytes);
                }
            }
        }
    }
}

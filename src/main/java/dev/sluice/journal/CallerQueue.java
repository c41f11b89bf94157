package dev.sluice.journal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The waiting work of one caller of {@link FairReads}, whose monitor guards it. */
final class CallerQueue<K> {

    private final K caller;
    private final ReadLimits limits;
    private final ReadTotals totals;
    private final Deque<SearchWork> searches = new ArrayDeque<>(2);
    private final Set<ReadWork> pages = new LinkedHashSet<>(2);
    private int searchCount;
    private int sharedCount;
    private int untakenPages;
    private long untakenBytes;

    /** The work that a thread does for this caller now. */
    private Optional<ReadWork> running = Optional.empty();

    private boolean pageIsNext;

    CallerQueue(K caller, ReadLimits limits, ReadTotals totals) {
        this.caller = caller;
        this.limits = limits;
        this.totals = totals;
    }

    K caller() {
        return caller;
    }

    /** A caller without a search may always start one, however many searches the other callers have. */
    boolean maySearch(boolean shared) {
        if (searchCount == 0 && sharedCount == 0) {
            return true;
        }
        boolean room = shared ? sharedCount < limits.shared() : searchCount < limits.searches();
        return room && totals.hasRoomForSearch();
    }

    void add(SearchWork search) {
        count(search, 1);
        searches.add(search);
    }

    /** Keeps an unfinished search first in the queue. */
    void addFirst(SearchWork search) {
        searches.addFirst(search);
    }

    void finished(SearchWork search) {
        count(search, -1);
    }

    private void count(SearchWork search, int change) {
        totals.countSearches(change);
        if (search.isShared()) {
            sharedCount += change;
        } else {
            searchCount += change;
        }
    }

    void add(ReadWork page) {
        pages.add(page);
    }

    /** Returns whether the page was still waiting for a thread. */
    boolean remove(ReadWork page) {
        return pages.remove(page);
    }

    boolean isRunning() {
        return running.isPresent();
    }

    void started(ReadWork work) {
        running = Optional.of(work);
    }

    void ended() {
        running = Optional.empty();
    }

    boolean isReady() {
        return !searches.isEmpty() || mayReadPage();
    }

    /** Whether only the untaken pages of other callers prevent this caller's next page. */
    boolean waitsForOthers() {
        return !pages.isEmpty() && hasOwnRoom();
    }

    private boolean hasOwnRoom() {
        return untakenPages < limits.pages() && untakenBytes < limits.bytes();
    }

    private boolean mayReadPage() {
        return !pages.isEmpty() && (untakenPages == 0 || hasOwnRoom() && totals.hasRoomForPage());
    }

    /** Takes the next work out of the queue: searches and pages alternate. Empty if none may run now. */
    Optional<ReadWork> next() {
        if (mayReadPage() && (pageIsNext || searches.isEmpty())) {
            pageIsNext = false;
            ReadWork page = pages.iterator().next();
            pages.remove(page);
            countPages(1);
            return Optional.of(page);
        }
        pageIsNext = true;
        return Optional.ofNullable(searches.poll());
    }

    private void countPages(int change) {
        untakenPages += change;
        totals.countPages(change);
    }

    /** Puts a page back for which no thread could be started. */
    void undo(ReadWork page) {
        countPages(-1);
        pages.add(page);
    }

    /** A page with this much data is in memory. */
    void pageRead(long bytes) {
        untakenBytes += bytes;
        totals.countBytes(bytes);
    }

    /** The subscriber has taken a page with this much data. */
    void pageTaken(long bytes) {
        countPages(-1);
        pageRead(-bytes);
    }

    void refuse() {
        running.ifPresent(ReadWork::refuse);
        searches.forEach(ReadWork::refuse);
    }

    boolean isIdle() {
        return running.isEmpty() && pages.isEmpty() && searchCount == 0 && sharedCount == 0 && untakenPages == 0;
    }
}

package dev.sluice.journal;

/** A search of a caller of {@link FairReads}. It stays first in the caller's queue until it has its answer. */
final class SearchWork implements ReadWork {

    private final CallerQueue<?> queue;
    private final PendingSearch<?> search;
    private final boolean shared;

    /** @param shared whether the search has its answer immediately once another search like it is answered */
    SearchWork(CallerQueue<?> queue, PendingSearch<?> search, boolean shared) {
        this.queue = queue;
        this.search = search;
        this.shared = shared;
    }

    boolean isShared() {
        return shared;
    }

    @Override
    public boolean run() {
        return search.step();
    }

    @Override
    public void ran(boolean finished) {
        if (finished) {
            queue.finished(this);
        } else {
            queue.addFirst(this);
        }
    }

    @Override
    public void undo() {
        queue.addFirst(this);
    }

    @Override
    public void refuse() {
        search.refuse();
    }
}

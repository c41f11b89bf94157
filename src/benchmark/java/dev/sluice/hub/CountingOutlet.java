package dev.sluice.hub;

import dev.sluice.event.Cursor;
import java.util.List;
import java.util.Map;

/** A client that takes everything at once, and counts. */
final class CountingOutlet implements Outlet {

    private long delivered;

    long delivered() {
        return delivered;
    }

    @Override
    public void opened(Subscription subscription, Opening opening) {}

    @Override
    public void deliver(Subscription subscription, List<SharedEvent> events) {
        delivered += events.size();
    }

    @Override
    public void gap(Subscription subscription, Gap gap) {
        throw new IllegalStateException("an event is missing");
    }

    @Override
    public void heartbeat(Map<Subscription, Cursor> cursors) {}

    @Override
    public void close(CloseCause cause) {}
}

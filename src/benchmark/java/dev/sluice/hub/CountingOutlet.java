package dev.sluice.hub;

import dev.sluice.event.Cursor;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Topic;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A client that takes everything at once, and counts. */
final class CountingOutlet implements Outlet {

    private long delivered;

    long delivered() {
        return delivered;
    }

    @Override
    public String protocol() {
        return "test";
    }

    @Override
    public void opened(Subscription subscription, ResolvedStart opening) {}

    @Override
    public void deliver(Subscription subscription, List<SharedEvent> events) {
        delivered += events.size();
    }

    @Override
    public void gap(Subscription subscription, Gap gap) {
        throw new IllegalStateException("an event is missing");
    }

    @Override
    public void end(Subscription subscription, Topic topic, Cursor cursor) {}

    @Override
    public boolean endsWith(Subscription subscription) {
        return true;
    }

    @Override
    public void missed(Subscription subscription, Map<Optional<Topic>, Long> counts) {}

    @Override
    public void heartbeat(Map<Subscription, Cursor> cursors) {}

    @Override
    public void expiring(long seconds) {}

    @Override
    public void error(RejectedException why) {}

    @Override
    public void farewell() {}

    @Override
    public boolean ask() {
        return true;
    }

    @Override
    public void close(CloseCause cause) {}
}

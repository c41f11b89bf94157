package dev.sluice.hub;

import dev.sluice.event.Cursor;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Topic;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An outlet that takes everything and does nothing. Tests and benchmarks override the calls that they are about. */
public class SilentOutlet implements Outlet {

    @Override
    public String protocol() {
        return "test";
    }

    @Override
    public void opened(Subscription subscription, ResolvedStart start) {}

    @Override
    public void deliver(Subscription subscription, List<SharedEvent> events) throws IOException {}

    @Override
    public void gap(Subscription subscription, Gap gap) {}

    @Override
    public void end(Subscription subscription, Topic topic, Cursor cursor) {}

    @Override
    public boolean endsWith(Subscription subscription) {
        return false;
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

package dev.sluice.session;

import dev.sluice.event.Cursor;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Topic;
import dev.sluice.hub.CloseCause;
import dev.sluice.hub.Gap;
import dev.sluice.hub.Outlet;
import dev.sluice.hub.ResolvedStart;
import dev.sluice.hub.SharedEvent;
import dev.sluice.hub.Subscription;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** An outlet that takes everything, but events only after it has been opened. */
public final class GatedClient implements Outlet {

    private final CountDownLatch gate = new CountDownLatch(1);
    private volatile Optional<CloseCause> closed = Optional.empty();

    public GatedClient open() {
        gate.countDown();
        return this;
    }

    public Optional<CloseCause> closed() {
        return closed;
    }

    @Override
    public String protocol() {
        return "sse";
    }

    @Override
    public void opened(Subscription subscription, ResolvedStart start) {}

    @Override
    public void deliver(Subscription subscription, List<SharedEvent> events) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

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
    public void close(CloseCause cause) {
        closed = Optional.of(cause);
        gate.countDown();
    }
}

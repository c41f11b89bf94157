package dev.sluice.hub;

import java.util.List;

/** A client that takes everything at once, and counts. */
final class CountingOutlet extends SilentOutlet {

    private long delivered;

    long delivered() {
        return delivered;
    }

    @Override
    public void deliver(Subscription subscription, List<SharedEvent> events) {
        delivered += events.size();
    }

    @Override
    public void gap(Subscription subscription, Gap gap) {
        throw new IllegalStateException("an event is missing");
    }

    @Override
    public boolean endsWith(Subscription subscription) {
        return true;
    }
}

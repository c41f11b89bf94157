package dev.sluice.hub;

import dev.sluice.metrics.Durations;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Counts the events that have passed through the hub since its start. Any thread may call. */
public final class Traffic {

    private final Durations deliveries = new Durations();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder volatiles = new LongAdder();

    Traffic() {}

    void published() {
        volatiles.increment();
    }

    /** Events of the past, which somebody has asked for: how old they are says nothing of the gateway. */
    void replayed(List<SharedEvent> events) {
        delivered.add(events.size());
    }

    /** Events that have just come: those that were committed together have taken the same time. */
    void delivered(List<SharedEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        delivered.add(events.size());
        long now = System.nanoTime();
        long since = events.get(0).since();
        int alike = 0;
        for (SharedEvent event : events) {
            if (event.since() != since) {
                deliveries.record(now - since, alike);
                since = event.since();
                alike = 0;
            }
            alike++;
        }
        deliveries.record(now - since, alike);
    }

    /** From the publisher's hand to the connection of a client that is live, once for each client. */
    public Durations deliveries() {
        return deliveries;
    }

    /** How many events have been written to clients: each as often as it was. */
    public long delivered() {
        return delivered.sum();
    }

    /** How many volatile events have been published. */
    public long volatiles() {
        return volatiles.sum();
    }
}

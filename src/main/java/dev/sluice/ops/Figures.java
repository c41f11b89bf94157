package dev.sluice.ops;

import dev.sluice.hub.Hub;
import dev.sluice.hub.Traffic;
import dev.sluice.journal.JpaJournal;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** How fast this node is, over the last ten seconds; somebody looks once a second. */
@Singleton
class Figures {

    private final RateWindow published;
    private final RateWindow volatiles;
    private final RateWindow delivered;
    private final LatencyWindow deliveries;
    private final LatencyWindow commits;

    @Inject
    Figures(Hub hub, JpaJournal journal) {
        Traffic traffic = hub.traffic();
        published = new RateWindow(journal::written);
        volatiles = new RateWindow(traffic::volatiles);
        delivered = new RateWindow(traffic::delivered);
        deliveries = new LatencyWindow(traffic.deliveries()::counts);
        commits = new LatencyWindow(() -> journal.commits().counts());
    }

    /** Once a second. */
    void look() {
        long now = System.nanoTime();
        published.look(now);
        volatiles.look(now);
        delivered.look(now);
        deliveries.look();
        commits.look();
    }

    RateWindow published() {
        return published;
    }

    RateWindow volatiles() {
        return volatiles;
    }

    RateWindow delivered() {
        return delivered;
    }

    LatencyWindow deliveries() {
        return deliveries;
    }

    LatencyWindow commits() {
        return commits;
    }
}

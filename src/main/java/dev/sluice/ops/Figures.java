package dev.sluice.ops;

import dev.sluice.hub.Hub;
import dev.sluice.hub.Traffic;
import dev.sluice.journal.JpaJournal;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** How fast this node is, over the last ten seconds; somebody looks once a second. */
@Singleton
class Figures {

    private final Pace published;
    private final Pace volatiles;
    private final Pace delivered;
    private final Spell deliveries;
    private final Spell commits;

    @Inject
    Figures(Hub hub, JpaJournal journal) {
        Traffic traffic = hub.traffic();
        published = new Pace(journal::written);
        volatiles = new Pace(traffic::volatiles);
        delivered = new Pace(traffic::delivered);
        deliveries = new Spell(traffic.deliveries()::counts);
        commits = new Spell(() -> journal.commits().counts());
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

    Pace published() {
        return published;
    }

    Pace volatiles() {
        return volatiles;
    }

    Pace delivered() {
        return delivered;
    }

    Spell deliveries() {
        return deliveries;
    }

    Spell commits() {
        return commits;
    }
}

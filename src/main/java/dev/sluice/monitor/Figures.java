package dev.sluice.monitor;

import dev.sluice.hub.Hub;
import dev.sluice.hub.Traffic;
import dev.sluice.journal.JpaJournal;
import dev.sluice.node.LifecycleListener;
import dev.sluice.runtime.Threads;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Rates and latency of this node over the last ten seconds, sampled once a second. */
@Singleton
public class Figures implements LifecycleListener {

    private final RateWindow published;
    private final RateWindow volatiles;
    private final RateWindow delivered;
    private final LatencyWindow deliveries;
    private final LatencyWindow commits;
    private final ScheduledExecutorService ticker;

    @Inject
    Figures(Hub hub, JpaJournal journal, Threads threads) {
        Traffic traffic = hub.traffic();
        published = new RateWindow(journal::written);
        volatiles = new RateWindow(traffic::volatiles);
        delivered = new RateWindow(traffic::delivered);
        deliveries = new LatencyWindow(traffic.deliveries()::counts);
        ticker = threads.ticker("sluice-figures");
        commits = new LatencyWindow(() -> journal.commits().counts());
    }

    @Override
    public void starting(String contextPath) {
        ticker.scheduleAtFixedRate(this::sample, 0, 1, TimeUnit.SECONDS);
    }

    @Override
    public void stopping() {
        ticker.shutdown();
    }

    private void sample() {
        long now = System.nanoTime();
        published.sample(now);
        volatiles.sample(now);
        delivered.sample(now);
        deliveries.sample();
        commits.sample();
    }

    public RateWindow published() {
        return published;
    }

    RateWindow volatiles() {
        return volatiles;
    }

    public RateWindow delivered() {
        return delivered;
    }

    LatencyWindow deliveries() {
        return deliveries;
    }

    LatencyWindow commits() {
        return commits;
    }
}

package dev.sluice.node;

import static dev.sluice.event.Rejection.DRAINING;

import dev.sluice.hub.Hub;
import dev.sluice.log.LogMessage;
import dev.sluice.settings.CurrentSettings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/**
 * Drains this node: closes its connections over a time and refuses new ones, by command or before the gateway stops.
 * Publishing continues. A drain by command can be cancelled until the gateway stops. Any thread may call; the monitor guards
 * {@code stopping}.
 */
@Singleton
public class Drain {

    private static final Logger LOG = System.getLogger(Drain.class.getName());

    /** Covers the grace period of connections that do not take their close. */
    private static final Duration MORE = Duration.ofSeconds(5);

    private final Hub hub;
    private final CurrentSettings settings;
    private boolean stopping;

    @Inject
    Drain(Hub hub, CurrentSettings settings) {
        this.hub = hub;
        this.settings = settings;
    }

    /** The time that the setting gives a drain. */
    public Duration usualTime() {
        return settings.now().delivery().drain();
    }

    /**
     * Starts a drain or hastens the present one; returns immediately. A drain under way keeps an end that is earlier: only
     * {@link #cancel} gives clients more time.
     *
     * @param asker adds the caller to a line of the log
     * @return the seconds until the end that holds
     */
    public synchronized long begin(Duration within, UnaryOperator<LogMessage> asker) {
        String what = !hub.isDraining()
                ? "Drain started"
                : within.compareTo(hub.drainTimeLeft()) < 0 ? "Drain hastened" : "Drain keeps its earlier end";
        begin(what, within, asker, hub.connections().count());
        return secondsLeft();
    }

    private CompletionStage<Void> begin(String what, Duration within, UnaryOperator<LogMessage> asker, long clients) {
        CompletionStage<Void> over = hub.drain(within);
        LOG.log(
                Level.INFO,
                asker.apply(LogMessage.of(what).with("clients", clients).with("seconds", secondsLeft())));
        return over;
    }

    /** Rounded up: a moment has passed since the drain was asked for. */
    private long secondsLeft() {
        return hub.drainTimeLeft().plusSeconds(1).minusNanos(1).toSeconds();
    }

    /**
     * Accepts new clients again and keeps the connections that are still open. Does nothing without a drain.
     *
     * @throws dev.sluice.event.RejectedException {@code draining} if the gateway stops: it would lose the clients that it
     *     accepts
     */
    public synchronized void cancel(UnaryOperator<LogMessage> asker) {
        if (stopping) {
            throw DRAINING.because("this node is being stopped, and its drain cannot be cancelled");
        }
        if (hub.isDraining()) {
            hub.cancelDrain();
            LOG.log(
                    Level.INFO,
                    asker.apply(LogMessage.of("Drain cancelled")
                            .with("clients", hub.connections().count())));
        }
    }

    /** Starts a final drain or makes the present one final, and waits until all connections are closed. */
    void complete() {
        try {
            beginForGood().toCompletableFuture().get(usualTime().plus(MORE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.log(Level.WARNING, "some connections could not be closed in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized CompletionStage<Void> beginForGood() {
        if (stopping) {
            return hub.drain(usualTime());
        }
        stopping = true;
        String what = hub.isDraining() ? "Drain can no longer be cancelled, since the server stops" : "Drain started";
        return begin(
                what,
                usualTime(),
                line -> line.with("by", "server"),
                hub.connections().count());
    }
}

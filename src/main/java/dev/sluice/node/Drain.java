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

    /** The additional wait for connections that do not accept their close frame in time. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Hub hub;
    private final CurrentSettings settings;
    private boolean stopping;

    @Inject
    Drain(Hub hub, CurrentSettings settings) {
        this.hub = hub;
        this.settings = settings;
    }

    /** Gives the duration of a drain by the setting {@code sluice.drain}. */
    public Duration defaultTime() {
        return settings.now().delivery().drain();
    }

    /**
     * Starts a drain or shortens the current one; returns immediately. A current drain keeps an earlier end: only {@link #cancel}
     * gives clients more time.
     *
     * @param signature adds the caller to a log message
     * @return the seconds until the drain ends
     */
    public synchronized long begin(Duration within, UnaryOperator<LogMessage> signature) {
        String what = !hub.isDraining()
                ? "Drain started"
                : within.compareTo(hub.drainTimeLeft()) < 0 ? "Drain hastened" : "Drain keeps its earlier end";
        begin(what, within, signature, hub.connections().count());
        return secondsLeft();
    }

    private CompletionStage<Void> begin(
            String what, Duration within, UnaryOperator<LogMessage> signature, long clients) {
        CompletionStage<Void> over = hub.drain(within);
        LOG.log(
                Level.INFO,
                signature.apply(LogMessage.of(what).with("clients", clients).with("seconds", secondsLeft())));
        return over;
    }

    /** Rounds up, since a moment has passed since the drain started. */
    private long secondsLeft() {
        return hub.drainTimeLeft().plusSeconds(1).minusNanos(1).toSeconds();
    }

    /**
     * Accepts new clients again and keeps the connections that are still open. Has no effect without a drain.
     *
     * @throws dev.sluice.event.RejectedException {@code draining} if the gateway is stopping, since it would lose the clients
     *     that it accepts
     */
    public synchronized void cancel(UnaryOperator<LogMessage> signature) {
        if (stopping) {
            throw DRAINING.because("the drain cannot be cancelled, since this node is stopping");
        }
        if (hub.isDraining()) {
            hub.cancelDrain();
            LOG.log(
                    Level.INFO,
                    signature.apply(LogMessage.of("Drain cancelled")
                            .with("clients", hub.connections().count())));
        }
    }

    /** Starts a drain that cannot be cancelled, or makes the current one so, and waits until all connections are closed. */
    void complete() {
        try {
            beginFinal().toCompletableFuture().get(defaultTime().plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.log(Level.WARNING, "some connections could not be closed in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized CompletionStage<Void> beginFinal() {
        if (stopping) {
            return hub.drain(defaultTime());
        }
        stopping = true;
        String what = hub.isDraining() ? "Drain can no longer be cancelled, since the server stops" : "Drain started";
        return begin(
                what,
                defaultTime(),
                line -> line.with("by", "server"),
                hub.connections().count());
    }
}

package dev.sluice.ops;

import static dev.sluice.event.Rejection.DRAINING;

import dev.sluice.hub.Hub;
import dev.sluice.log.Line;
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
 * Sends the clients of this node away: by command, or before the gateway stops. Publishing goes on. A drain by command can
 * be cancelled, one before a stop cannot. Any thread may call; the monitor guards {@code stopping}.
 */
@Singleton
class Drain {

    private static final Logger LOG = System.getLogger(Drain.class.getName());

    /** For the last words of those who do not listen. */
    private static final Duration MORE = Duration.ofSeconds(5);

    private final Hub hub;
    private final CurrentSettings settings;
    private boolean stopping;

    @Inject
    Drain(Hub hub, CurrentSettings settings) {
        this.hub = hub;
        this.settings = settings;
    }

    /** What the setting says. */
    Duration usualTime() {
        return settings.now().delivery().drain();
    }

    /**
     * Begins, and does not wait; what has begun is hastened.
     *
     * @param asker adds to a line of the log who has asked for it
     */
    synchronized CompletionStage<Void> begin(Duration within, UnaryOperator<Line> asker) {
        LOG.log(
                Level.INFO,
                asker.apply(Line.of(hub.isDraining() ? "Drain hastened" : "Drain started")
                        .with("clients", hub.connections().count())
                        .with("seconds", within.toSeconds())));
        return hub.drain(within);
    }

    /**
     * New clients are let in again, and those that are left stay. Does nothing if there is no drain.
     *
     * @throws dev.sluice.event.RejectedException {@code draining} if the gateway stops: it would lose the clients that it
     *     lets in
     */
    synchronized void cancel(UnaryOperator<Line> asker) {
        if (stopping) {
            throw DRAINING.because("this node is being stopped, and its drain cannot be cancelled");
        }
        if (hub.isDraining()) {
            hub.cancelDrain();
            LOG.log(
                    Level.INFO,
                    asker.apply(Line.of("Drain cancelled")
                            .with("clients", hub.connections().count())));
        }
    }

    /** Begins for good, and waits until all have gone. */
    void complete() {
        try {
            beginForGood().toCompletableFuture().get(usualTime().plus(MORE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.log(Level.WARNING, "some clients could not be sent away in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized CompletionStage<Void> beginForGood() {
        stopping = true;
        return hub.isDraining() ? hub.drain(usualTime()) : begin(usualTime(), line -> line.with("by", "server"));
    }
}

package dev.sluice.ops;

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

/** Sends the clients of this node away: by command, or before the gateway stops. Publishing goes on. */
@Singleton
class Drain {

    private static final Logger LOG = System.getLogger(Drain.class.getName());

    /** For the last words of those who do not listen. */
    private static final Duration MORE = Duration.ofSeconds(5);

    private final Hub hub;
    private final CurrentSettings settings;

    @Inject
    Drain(Hub hub, CurrentSettings settings) {
        this.hub = hub;
        this.settings = settings;
    }

    /** What the setting says. */
    Duration usualTime() {
        return settings.now().delivery().drain();
    }

    /** Begins, and does not wait; what has begun is hastened. */
    CompletionStage<Void> begin(Duration within) {
        if (!hub.isDraining()) {
            LOG.log(
                    Level.INFO,
                    Line.of("this node lets nobody in any more, and sends its clients away")
                            .with("clients", hub.connections().count())
                            .with("seconds", within.toSeconds()));
        }
        return hub.drain(within);
    }

    /** Begins, and waits until all have gone. */
    void complete() {
        try {
            begin(usualTime()).toCompletableFuture().get(usualTime().plus(MORE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.log(Level.WARNING, "some clients could not be sent away in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.sluice.node;

import dev.sluice.log.Incident;
import dev.sluice.log.LogMessage;
import dev.sluice.runtime.Threads;
import dev.sluice.settings.CurrentSettings;
import dev.sluice.settings.CurrentSettings.Outcome;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/**
 * Reloads the settings every few seconds, and immediately on request. The work is done on one managed thread, which sees
 * the env-entries of the application: a thread of JMX does not.
 */
@Singleton
public class SettingsWatcher implements LifecycleListener {

    private static final Logger LOG = System.getLogger("dev.sluice");

    private static final int SECONDS = 5;

    private static final Outcome BLIND = new Outcome(
            Set.of(), Set.of(), Optional.of("this server does not show the settings of the deployment any more"));

    private final Incident failing =
            new Incident(LOG, "the check for changed settings failed", "the check for changed settings works again");
    private final CurrentSettings settings;
    private final ScheduledExecutorService ticker;

    // of the ticker's thread
    private boolean blind;
    /** A complaint is logged once, and not every few seconds. */
    private Outcome told = new Outcome(Set.of(), Set.of(), Optional.empty());

    @Inject
    SettingsWatcher(CurrentSettings settings, Threads threads) {
        this.settings = settings;
        this.ticker = threads.ticker("sluice-settings");
    }

    @Override
    public void starting(String contextPath) {
        ticker.execute(this::lookAround);
        ticker.scheduleWithFixedDelay(this::reloadQuietly, SECONDS, SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void stopping() {
        ticker.shutdown();
    }

    /** Settings that the start has seen and this thread does not see would all fall back to their defaults. */
    private void lookAround() {
        blind = !settings.isVisible();
        if (blind) {
            LOG.log(
                    Level.WARNING,
                    LogMessage.of("Settings do not change while the gateway runs")
                            .with("cause", BLIND.refused().orElseThrow()));
        }
    }

    private void reloadQuietly() {
        try {
            reload();
            failing.passed();
        } catch (RuntimeException | Error e) {
            // the ticker would never call again
            failing.broke(e);
        }
    }

    private Outcome reload() {
        if (blind) {
            return BLIND;
        }
        Outcome outcome = settings.reload();
        if (!outcome.equals(told)) {
            tell(outcome);
            told = new Outcome(Set.of(), outcome.redeploy(), outcome.refused());
        }
        return outcome;
    }

    private static void tell(Outcome outcome) {
        if (!outcome.changed().isEmpty()) {
            LOG.log(Level.INFO, LogMessage.of("Settings have changed").with("keys", new TreeSet<>(outcome.changed())));
        }
        if (!outcome.redeploy().isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    LogMessage.of("Settings have changed that need a redeploy")
                            .with("keys", new TreeSet<>(outcome.redeploy())));
        }
        outcome.refused()
                .ifPresent(why -> LOG.log(
                        Level.WARNING,
                        LogMessage.of("Settings stay as they are, for one cannot be used")
                                .with("cause", why)));
    }

    /**
     * Reloads on request, from any thread.
     *
     * @param asker adds the caller to a line of the log
     */
    public Outcome reloadNow(UnaryOperator<LogMessage> asker) {
        LOG.log(Level.INFO, asker.apply(LogMessage.of("Reload of the settings requested")));
        Future<Outcome> outcome = ticker.submit(this::reload);
        try {
            return outcome.get(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the reload of the settings was interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the settings have not been reloaded", e);
        }
    }
}

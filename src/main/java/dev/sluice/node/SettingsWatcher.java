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
 * the env-entries of the application; a thread of JMX does not see them.
 */
@Singleton
public class SettingsWatcher implements LifecycleListener {

    private static final Logger LOG = System.getLogger("dev.sluice");

    private static final int SECONDS = 5;

    private static final Outcome HIDDEN = new Outcome(
            Set.of(),
            Set.of(),
            Optional.of("the settings of the deployment are not visible to the thread that reloads them"));

    private final Incident failing =
            new Incident(LOG, "the check for changed settings failed", "the check for changed settings works again");
    private final CurrentSettings settings;
    private final ScheduledExecutorService ticker;

    // confined to the ticker's thread
    private boolean hidden;
    /** The last logged outcome: a problem is logged once, and not every few seconds. */
    private Outcome logged = new Outcome(Set.of(), Set.of(), Optional.empty());

    @Inject
    SettingsWatcher(CurrentSettings settings, Threads threads) {
        this.settings = settings;
        this.ticker = threads.ticker("sluice-settings");
    }

    @Override
    public void starting(String contextPath) {
        ticker.execute(this::checkVisibility);
        ticker.scheduleWithFixedDelay(this::reloadQuietly, SECONDS, SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void stopping() {
        ticker.shutdown();
    }

    /** Compares with the settings of the start: those that this thread cannot see would fall back to their defaults. */
    private void checkVisibility() {
        hidden = !settings.isVisible();
        if (hidden) {
            LOG.log(
                    Level.WARNING,
                    LogMessage.of("Changed settings take effect only after a redeployment")
                            .with("cause", HIDDEN.refused().orElseThrow()));
        }
    }

    private void reloadQuietly() {
        try {
            reload();
            failing.passed();
        } catch (RuntimeException | Error e) {
            // the ticker would never run again after an exception
            failing.broke(e);
        }
    }

    private Outcome reload() {
        if (hidden) {
            return HIDDEN;
        }
        Outcome outcome = settings.reload();
        if (!outcome.equals(logged)) {
            log(outcome);
            logged = new Outcome(Set.of(), outcome.redeploy(), outcome.refused());
        }
        return outcome;
    }

    private static void log(Outcome outcome) {
        if (!outcome.changed().isEmpty()) {
            LOG.log(Level.INFO, LogMessage.of("Settings have changed").with("keys", new TreeSet<>(outcome.changed())));
        }
        if (!outcome.redeploy().isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    LogMessage.of("Some changed settings take effect only after a redeployment")
                            .with("keys", new TreeSet<>(outcome.redeploy())));
        }
        outcome.refused()
                .ifPresent(why -> LOG.log(
                        Level.WARNING,
                        LogMessage.of("The changed settings are invalid and have no effect")
                                .with("cause", why)));
    }

    /**
     * Reloads on request, from any thread.
     *
     * @param signature adds the caller to a log message
     */
    public Outcome reloadNow(UnaryOperator<LogMessage> signature) {
        LOG.log(Level.INFO, signature.apply(LogMessage.of("Reload of the settings requested")));
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

package dev.sluice.node;

import dev.sluice.log.LogMessage;
import dev.sluice.settings.CurrentSettings;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Set;

/** The gateway as a whole, from its start to its stop. One thread starts and stops it. */
@Singleton
class Gateway {

    private static final Logger LOG = System.getLogger("dev.sluice");

    private final DatabaseServices services;
    private final Drain drain;
    private final List<LifecycleListener> listeners;
    private final CurrentSettings settings;
    private final Version version;

    /** Creates every part at once, so that an invalid setting fails the deployment and not the first request. */
    @Inject
    Gateway(
            DatabaseServices services,
            Drain drain,
            @Any Instance<LifecycleListener> listeners,
            CurrentSettings settings,
            Version version) {
        this.services = services;
        this.drain = drain;
        this.listeners = listeners.stream().toList();
        this.settings = settings;
        this.version = version;
    }

    /** @throws RuntimeException if the gateway cannot start; everything that had started is stopped */
    void start(String contextPath) {
        LOG.log(
                Level.INFO,
                LogMessage.of("Sluice starts")
                        .with("database", settings.now().place())
                        .with("version", version));
        Set<String> unknown = settings.unknown();
        if (!unknown.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    LogMessage.of("Unknown settings have no effect").with("names", unknown));
        }
        try {
            listeners.forEach(listener -> listener.starting(contextPath));
            services.open(this::logReady);
        } catch (RuntimeException e) {
            // some servers do not call contextDestroyed after a failed start
            stop();
            throw e;
        }
    }

    private void logReady() {
        String url = settings.now().publicUrl();
        if (!url.isEmpty()) {
            LOG.log(
                    Level.INFO,
                    LogMessage.of("Sluice is ready: open it in a browser").with("url", url));
        }
    }

    /** Stops every part, also after one that fails to stop. */
    void stop() {
        stop(services::stopOpening);
        stop(drain::complete);
        listeners.forEach(listener -> stop(listener::stopping));
        services.closing().forEach(Gateway::stop);
        LOG.log(Level.INFO, "Sluice has stopped");
    }

    private static void stop(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a part of the gateway failed to stop", e);
        }
    }
}

package dev.sluice.node;

import dev.sluice.log.LogMessage;
import dev.sluice.settings.ManagedResources;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * Drains the clients before the server stops. {@link Lifecycle} would be too late: servers stop accepting requests before they end
 * an application, or at the same time. One thread starts and stops this listener; the server calls on a thread of its own.
 */
@Singleton
class ServerShutdown implements LifecycleListener {

    private static final Logger LOG = System.getLogger(ServerShutdown.class.getName());

    private final Drain drain;
    private Runnable removal = () -> {};

    @Inject
    ServerShutdown(Drain drain) {
        this.drain = drain;
    }

    @Override
    public void starting(String contextPath) {
        removal = GlassFishEvents.find().flatMap(this::listenToKernel).orElseGet(this::listenToProcess);
    }

    @Override
    public void stopping() {
        removal.run();
    }

    private Optional<Runnable> listenToKernel(GlassFishEvents events) {
        try {
            String application = ManagedResources.applicationName().orElse("");
            return Optional.of(events.onStop(application, drain::complete));
        } catch (ReflectiveOperationException e) {
            LOG.log(
                    Level.WARNING,
                    "the server's events are unavailable: clients may not be drained before it stops or undeploys the gateway",
                    e);
            return Optional.empty();
        }
    }

    /** Adds a shutdown hook, which runs in parallel with those of the server: the process ends after all hooks have returned. */
    private Runnable listenToProcess() {
        // not a managed thread of the server, since those end with the application
        Thread hook = new Thread(drain::complete, "sluice-drain");
        Runtime.getRuntime().addShutdownHook(hook);
        return () -> {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                LOG.log(
                        Level.DEBUG,
                        LogMessage.of("the process is already ending").with("cause", e.getMessage()));
            }
        };
    }
}

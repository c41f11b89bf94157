package dev.sluice.node;

import dev.sluice.log.LogMessage;
import dev.sluice.settings.ManagedResources;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * Notices that the server is about to stop, early enough to drain the clients: servers stop accepting requests before they
 * end an application, or at the same time. One thread starts and stops it; the server calls on a thread of its own.
 */
@Singleton
class ServerShutdown implements LifecycleListener {

    private static final Logger LOG = System.getLogger(ServerShutdown.class.getName());

    private final Drain drain;
    private Runnable forget = () -> {};

    @Inject
    ServerShutdown(Drain drain) {
        this.drain = drain;
    }

    @Override
    public void starting(String contextPath) {
        forget = GlassFishEvents.find().flatMap(this::hearTheKernel).orElseGet(this::hearTheProcess);
    }

    @Override
    public void stopping() {
        forget.run();
    }

    private Optional<Runnable> hearTheKernel(GlassFishEvents events) {
        try {
            String application = ManagedResources.applicationName().orElse("");
            return Optional.of(events.whenItEnds(application, drain::complete));
        } catch (ReflectiveOperationException e) {
            LOG.log(Level.WARNING, "this server is not heard beforehand when it stops or undeploys", e);
            return Optional.empty();
        }
    }

    /** A shutdown hook runs beside those of the server: the clients are drained while the server stops, and the process ends after both. */
    private Runnable hearTheProcess() {
        // none of the server's threads, which end with the application
        Thread hook = new Thread(drain::complete, "sluice-drain");
        Runtime.getRuntime().addShutdownHook(hook);
        return () -> {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                LOG.log(Level.DEBUG, LogMessage.of("the process ends already").with("cause", e.getMessage()));
            }
        };
    }
}

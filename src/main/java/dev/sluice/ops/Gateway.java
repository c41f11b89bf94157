package dev.sluice.ops;

import dev.sluice.control.Revoker;
import dev.sluice.hub.Hub;
import dev.sluice.journal.JdbcDrivers;
import dev.sluice.journal.JpaJournal;
import dev.sluice.log.LogMessage;
import dev.sluice.outbox.Outbox;
import dev.sluice.settings.CurrentSettings;
import dev.sluice.settings.Settings;
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

    @Inject
    private Startup startup;

    @Inject
    private JpaJournal journal;

    @Inject
    private Hub hub;

    @Inject
    private Outbox outbox;

    /** Made here, so that a grant that is no filter stops the deployment and not the first request. */
    @Inject
    private AccessWarning openness;

    @Inject
    private Revoker revoker;

    @Inject
    private Drain drain;

    @Inject
    private Readiness readiness;

    @Inject
    private ServerSetUp serverSetUp;

    @Inject
    private ServerShutdown shutdown;

    @Inject
    private Management management;

    @Inject
    private SystemEvents systemEvents;

    @Inject
    private SettingsWatcher watcher;

    @Inject
    private Settings settings;

    @Inject
    private CurrentSettings current;

    @Inject
    private Version version;

    /** @throws RuntimeException if it cannot; nothing of it is left behind */
    void start(String contextPath) {
        LOG.log(
                Level.INFO,
                LogMessage.of("Sluice starts")
                        .with("database", settings.place())
                        .with("version", version));
        Set<String> unknown = current.unknown();
        if (!unknown.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    LogMessage.of("there are no such settings, and they have no effect")
                            .with("names", unknown));
        }
        try {
            openness.open();
            serverSetUp.look();
            shutdown.open();
            watcher.open();
            management.open(contextPath);
            systemEvents.open();
            startup.open(this::tellReady);
        } catch (RuntimeException e) {
            // not every server calls the end of what could not begin
            stop();
            throw e;
        }
    }

    private void tellReady() {
        if (!settings.publicUrl().isEmpty()) {
            LOG.log(
                    Level.INFO,
                    LogMessage.of("Sluice is ready: open it in a browser").with("url", settings.publicUrl()));
        }
    }

    /** Each part has its turn, whatever becomes of the one before. */
    void stop() {
        List<Runnable> parts = List.of(
                startup::close,
                drain::complete,
                shutdown::close,
                readiness::close,
                management::close,
                systemEvents::close,
                watcher::close,
                hub::close,
                revoker::close,
                outbox::close,
                journal::close,
                JdbcDrivers::deregister);
        for (Runnable part : parts) {
            try {
                part.run();
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "a part of the gateway did not stop as it should", e);
            }
        }
        LOG.log(Level.INFO, "Sluice has stopped");
    }
}

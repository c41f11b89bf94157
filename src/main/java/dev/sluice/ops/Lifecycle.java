package dev.sluice.ops;

import dev.sluice.control.Revoker;
import dev.sluice.hub.Hub;
import dev.sluice.journal.JpaJournal;
import dev.sluice.log.Line;
import dev.sluice.outbox.Outbox;
import dev.sluice.settings.Settings;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * Starts the gateway with the deployment and stops it before the server takes its resources away. A part of the web
 * application, since only those see an env-entry that an operator has changed in Payara's console: an EJB sees the one of
 * {@code web.xml}.
 */
@WebListener
public class Lifecycle implements ServletContextListener {

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
    private Openness openness;

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
    private Bulletin bulletin;

    @Inject
    private Watch watch;

    @Inject
    private Settings settings;

    private boolean stopped;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        LOG.log(Level.INFO, Line.of("Sluice starts").with("database", settings.place()));
        try {
            openness.open();
            serverSetUp.look();
            shutdown.open();
            watch.open();
            management.open(event.getServletContext().getContextPath());
            bulletin.open();
            startup.open(this::tellReady);
        } catch (RuntimeException e) {
            // not every server calls the end of what could not begin
            stop();
            throw e;
        }
    }

    private void tellReady() {
        if (!settings.publicUrl().isEmpty()) {
            LOG.log(Level.INFO, Line.of("Sluice is ready: open it in a browser").with("url", settings.publicUrl()));
        }
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        stop();
    }

    /** Once, whoever calls; each has its turn, whatever becomes of the one before. */
    private void stop() {
        if (stopped) {
            return;
        }
        stopped = true;
        List<Runnable> parts = List.of(
                startup::close,
                drain::complete,
                shutdown::close,
                readiness::close,
                management::close,
                bulletin::close,
                watch::close,
                hub::close,
                revoker::close,
                outbox::close,
                journal::close);
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

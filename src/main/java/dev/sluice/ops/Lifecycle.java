package dev.sluice.ops;

import dev.sluice.access.Access;
import dev.sluice.control.Revoker;
import dev.sluice.hub.Hub;
import dev.sluice.journal.JpaJournal;
import dev.sluice.outbox.Outbox;
import dev.sluice.settings.Settings;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Starts the gateway with the deployment and stops it before the server takes its resources away. An EJB, since it is
 * the one kind of bean that every server starts eagerly after the persistence unit is there.
 */
@Singleton
@Startup
@TransactionManagement(TransactionManagementType.BEAN)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class Lifecycle {

    private static final Logger LOG = System.getLogger("dev.sluice");

    @Inject
    private JpaJournal journal;

    @Inject
    private Hub hub;

    @Inject
    private Outbox outbox;

    /** Made here, so that a grant that is no filter stops the deployment and not the first request. */
    @Inject
    private Access access;

    @Inject
    private Revoker revoker;

    @Inject
    private Settings settings;

    @PostConstruct
    void start() {
        LOG.log(Level.INFO, "Sluice starts on {0}", settings.database());
        try {
            journal.open();
            revoker.open();
            hub.open();
            outbox.open();
        } catch (RuntimeException e) {
            // the server does not call what has not been constructed
            stop();
            throw e;
        }
        tellAccess();
        if (!settings.publicUrl().isEmpty()) {
            LOG.log(Level.INFO, "Sluice is ready: open {0} in a browser", settings.publicUrl());
        }
    }

    private void tellAccess() {
        Settings.Grant anonymous = settings.anonymous();
        if (anonymous.administer()) {
            LOG.log(Level.WARNING, "Sluice is open: anybody may administer it, by sluice.anonymous.admin");
        }
        if (access.isClosed()) {
            LOG.log(
                    Level.WARNING,
                    "Sluice is closed: nobody may publish or read. Set sluice.token.secret (or .keys, or .jwks) for those"
                            + " who bear a token, or sluice.anonymous.publish and sluice.anonymous.read to filters, such"
                            + " as public/**, for everybody");
        } else if (!anonymous.publish().isEmpty() || !anonymous.read().isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    "Sluice is open: anybody may publish to {0} and read {1}",
                    anonymous.publish(),
                    anonymous.read());
        }
    }

    @PreDestroy
    void stop() {
        hub.close();
        revoker.close();
        outbox.close();
        journal.close();
        LOG.log(Level.INFO, "Sluice has stopped");
    }
}

package dev.sluice.journal;

import jakarta.enterprise.inject.Vetoed;
import org.eclipse.persistence.sessions.DatabaseLogin;
import org.eclipse.persistence.sessions.Session;
import org.eclipse.persistence.sessions.SessionCustomizer;

/**
 * Disables EclipseLink's own reconnection, which makes three attempts five seconds apart while readers wait. The class is
 * loaded by its name, and only on servers with EclipseLink.
 */
@Vetoed
public final class EclipseLinkSession implements SessionCustomizer {

    @Override
    public void customize(Session session) {
        DatabaseLogin login = (DatabaseLogin) session.getDatasourceLogin();
        login.setQueryRetryAttemptCount(0);
        login.setConnectionHealthValidatedOnError(false);
    }
}

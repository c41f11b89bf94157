package dev.sluice.journal;

import jakarta.enterprise.inject.Vetoed;
import org.eclipse.persistence.sessions.DatabaseLogin;
import org.eclipse.persistence.sessions.Session;
import org.eclipse.persistence.sessions.SessionCustomizer;

/**
 * Switches off that EclipseLink connects again by itself: three times, with five seconds in between, in which whoever
 * reads hears nothing. Loaded by name, where there is EclipseLink.
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

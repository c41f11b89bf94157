package dev.sluice.node;

import dev.sluice.log.LogMessage;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * Starts the gateway with the deployment and stops it before the server removes its resources. A listener of the web
 * application and no EJB: an env-entry that an operator has changed in Payara's console is visible to the web application
 * only, and an EJB would see the one of {@code web.xml}.
 */
@WebListener
public class Lifecycle implements ServletContextListener {

    private static final Logger LOG = System.getLogger("dev.sluice");

    /** Created in {@code contextInitialized}, where an invalid setting can be logged. */
    private final Instance<Gateway> gateway;

    private Optional<Gateway> started = Optional.empty();

    @Inject
    public Lifecycle(Instance<Gateway> gateway) {
        this.gateway = gateway;
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        try {
            Gateway created = gateway.get();
            created.start(event.getServletContext().getContextPath());
            started = Optional.of(created);
        } catch (RuntimeException e) {
            // the server logs hundreds of lines, and the cause is in the last of them
            LOG.log(Level.ERROR, LogMessage.of("Sluice cannot start").because(e));
            throw e;
        }
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        started.ifPresent(Gateway::stop);
        // released: Liberty keeps the web application in memory as long as its threads serve no other application
        started = Optional.empty();
    }
}

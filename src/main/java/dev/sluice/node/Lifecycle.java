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
 * Starts the gateway with the deployment and stops it before the server takes its resources away. A part of the web
 * application, since only those see an env-entry that an operator has changed in Payara's console: an EJB sees the one of
 * {@code web.xml}.
 */
@WebListener
public class Lifecycle implements ServletContextListener {

    private static final Logger LOG = System.getLogger("dev.sluice");

    /** Made when it is to start: a setting that cannot be used shows while it is made. */
    private final Instance<Gateway> gateway;

    private Optional<Gateway> started = Optional.empty();

    @Inject
    public Lifecycle(Instance<Gateway> gateway) {
        this.gateway = gateway;
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        try {
            Gateway operation = gateway.get();
            operation.start(event.getServletContext().getContextPath());
            started = Optional.of(operation);
        } catch (RuntimeException e) {
            // the server logs hundreds of lines, of which the last has the cause
            LOG.log(Level.ERROR, LogMessage.of("Sluice cannot start").because(e));
            throw e;
        }
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        started.ifPresent(Gateway::stop);
        // Liberty keeps the web application as long as a thread that has served it has served no other
        started = Optional.empty();
    }
}

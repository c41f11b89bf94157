package dev.sluice.node;

import dev.sluice.log.LogMessage;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Drains this node before Jersey, the JAX-RS of Payara and GlassFish, shuts down. Both servers end the servlets of an application,
 * and with Jersey all of its streams, before they call its {@link Lifecycle}. When an application is disabled, GlassFish announces
 * nothing, and Payara does not wait for the listener, which it calls on another thread. Jersey waits for its own listeners.
 *
 * <p>Uses reflection, since other servers lack Jersey. The thread calls that starts and ends the application's servlets.
 */
@Provider
public class JerseyShutdown implements Feature {

    private static final Logger LOG = System.getLogger(JerseyShutdown.class.getName());

    private static final String LISTENER = "org.glassfish.jersey.server.spi.ContainerLifecycleListener";

    @Override
    public boolean configure(FeatureContext context) {
        try {
            Class<?> contract = Class.forName(LISTENER, false, JerseyShutdown.class.getClassLoader());
            // looked up now: Jersey does not inject into features, and CDI may have ended by the time of the shutdown
            Drain drain = CDI.current().select(Drain.class).get();
            context.register(listener(contract, drain::complete), contract);
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            LOG.log(
                    Level.DEBUG,
                    LogMessage.of("this server's JAX-RS is not Jersey").with("cause", e));
            return false;
        }
    }

    private static Object listener(Class<?> contract, Runnable drain) {
        return Proxy.newProxyInstance(
                JerseyShutdown.class.getClassLoader(),
                new Class<?>[] {contract},
                (self, method, arguments) -> handle(self, method, arguments, drain));
    }

    /** Handles the shutdown, and the methods of Object, since Jersey keeps the listener in sets. */
    private static Object handle(Object self, Method method, Object[] arguments, Runnable drain) {
        return switch (method.getName()) {
            case "equals" -> self == arguments[0];
            case "hashCode" -> System.identityHashCode(self);
            case "toString" -> JerseyShutdown.class.getName();
            case "onShutdown" -> {
                drain.run();
                yield null;
            }
            default -> null;
        };
    }
}

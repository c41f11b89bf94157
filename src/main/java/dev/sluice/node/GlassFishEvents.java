package dev.sluice.node;

import dev.sluice.log.LogMessage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The internal events and configuration of Payara and GlassFish. Both announce that they stop, or undeploy an application, but
 * not that they disable one (see {@link JerseyShutdown}). Uses reflection, since other servers lack the classes.
 */
final class GlassFishEvents {

    private static final Logger LOG = System.getLogger(GlassFishEvents.class.getName());

    /** The event before the server stops anything; the server waits for its listeners. */
    private static final String STOP = "prepare_shutdown";

    /** The event before the server undeploys an application; the context listener is only called after its servlets have ended. */
    private static final String UNDEPLOY = "Undeployment_Validation";

    /** The network listener for administrators, which clients do not use. */
    private static final String ADMINISTRATORS = "admin-listener";

    private final Class<?> globals;
    private final Class<?> bus;
    private final Class<?> listening;
    private final Class<?> dispatcher;

    private GlassFishEvents(Class<?> globals, Class<?> bus, Class<?> listening, Class<?> dispatcher) {
        this.globals = globals;
        this.bus = bus;
        this.listening = listening;
        this.dispatcher = dispatcher;
    }

    /** Empty on other servers. */
    static Optional<GlassFishEvents> find() {
        try {
            return Optional.of(new GlassFishEvents(
                    Class.forName("org.glassfish.internal.api.Globals"),
                    Class.forName("org.glassfish.api.event.Events"),
                    Class.forName("org.glassfish.api.event.EventListener"),
                    Class.forName("org.glassfish.api.container.RequestDispatcher")));
        } catch (ClassNotFoundException | LinkageError e) {
            LOG.log(
                    Level.DEBUG,
                    LogMessage.of("this server does not announce that it stops").with("cause", e));
            return Optional.empty();
        }
    }

    /**
     * Runs a task before the server stops or undeploys an application. The server waits for the task.
     *
     * @param application the name of the application
     * @return a task that removes the listener
     */
    Runnable onStop(String application, Runnable task) throws ReflectiveOperationException {
        Object events = service(bus);
        Object listener = Proxy.newProxyInstance(
                listening.getClassLoader(),
                new Class<?>[] {listening},
                (self, method, arguments) -> handle(self, method, arguments, application, task));
        bus.getMethod("register", listening).invoke(events, listener);
        return () -> {
            try {
                Object done = bus.getMethod("unregister", listening).invoke(events, listener);
                if (Boolean.FALSE.equals(done)) {
                    remove(events, listener);
                }
            } catch (ReflectiveOperationException e) {
                LOG.log(
                        Level.WARNING,
                        "the server's event listener could not be removed: the server keeps the undeployed application in memory",
                        e);
            }
        };
    }

    /** Removes a listener of GlassFish, whose own method looks for it by a wrong hash code and would keep the application in memory. */
    private static void remove(Object events, Object listener) throws ReflectiveOperationException {
        Field listeners = events.getClass().getSuperclass().getDeclaredField("listeners");
        listeners.setAccessible(true);
        Iterator<?> entries = ((Map<?, ?>) listeners.get(events)).keySet().iterator();
        while (entries.hasNext()) {
            Object entry = entries.next();
            Method unwrap = entry.getClass().getDeclaredMethod("unwrap");
            unwrap.setAccessible(true);
            if (unwrap.invoke(entry) == listener) {
                entries.remove();
            }
        }
    }

    private Object service(Class<?> contract) throws ReflectiveOperationException {
        return globals.getMethod("get", Class.class).invoke(null, contract);
    }

    /** Gives the smallest thread pool of all network listeners; empty if the server does not tell. */
    Optional<Integer> requestThreads() {
        return smallest("getNetworkListeners", "getNetworkListener", List.of("findThreadPool", "getMaxThreadPoolSize"));
    }

    /** Gives the time for which a write may block before the server closes the connection; empty if the server does not tell. */
    Optional<Integer> writeTimeoutMillis() {
        return smallest("getTransports", "getTransport", List.of("getWriteTimeoutMillis"));
    }

    /** Gives the smallest value in the network configuration, whose beans are proxies for interfaces that an application cannot see. */
    private Optional<Integer> smallest(String group, String each, List<String> path) {
        try {
            Object requests = service(dispatcher);
            Field field = requests.getClass().getDeclaredField("config");
            field.setAccessible(true);
            Object all = get(get(get(field.get(requests), "getNetworkConfig"), group), each);
            List<Integer> values = new ArrayList<>();
            for (Object one : (List<?>) all) {
                if (ADMINISTRATORS.equals(get(one, "getName"))) {
                    continue;
                }
                Object value = one;
                for (String step : path) {
                    value = get(value, step);
                }
                values.add(Integer.parseInt(value.toString()));
            }
            return values.stream().min(Integer::compare);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.DEBUG, "the network configuration of this server cannot be read", e);
            return Optional.empty();
        }
    }

    private static Object get(Object bean, String getter) throws ReflectiveOperationException {
        for (Class<?> type : bean.getClass().getInterfaces()) {
            for (Method method : type.getMethods()) {
                if (method.getName().equals(getter) && method.getParameterCount() == 0) {
                    return method.invoke(bean);
                }
            }
        }
        throw new NoSuchMethodException(getter);
    }

    /** Handles the events, and the methods of Object, since the server keeps the listener in a set. */
    private static Object handle(Object self, Method method, Object[] arguments, String application, Runnable task)
            throws ReflectiveOperationException {
        return switch (method.getName()) {
            case "equals" -> self == arguments[0];
            case "hashCode" -> System.identityHashCode(self);
            case "toString" -> GlassFishEvents.class.getName();
            default -> {
                Object event = arguments[0];
                if (announcesEndOf(application, event)) {
                    task.run();
                }
                yield null;
            }
        };
    }

    private static boolean announcesEndOf(String application, Object event) throws ReflectiveOperationException {
        Object name = event.getClass().getMethod("name").invoke(event);
        return STOP.equals(name) || UNDEPLOY.equals(name) && application.equals(undeployed(event));
    }

    private static Object undeployed(Object event) throws ReflectiveOperationException {
        Class<?> deployment = Class.forName("org.glassfish.api.deployment.DeploymentContext");
        Class<?> undeployment = Class.forName("org.glassfish.api.deployment.UndeployCommandParameters");
        Object context = event.getClass().getMethod("hook").invoke(event);
        Object parameters =
                deployment.getMethod("getCommandParameters", Class.class).invoke(context, undeployment);
        return undeployment.getMethod("name").invoke(parameters);
    }
}

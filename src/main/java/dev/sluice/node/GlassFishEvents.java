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
 * Events of Payara and GlassFish: both announce that they stop or undeploy an application, but not that they disable one (see
 * {@link JerseyShutdown}). By reflection, since other servers lack the classes.
 */
final class GlassFishEvents {

    private static final Logger LOG = System.getLogger(GlassFishEvents.class.getName());

    /** The name of the event that comes before anything is stopped; who listens is waited for. */
    private static final String STOP = "prepare_shutdown";

    /** The same for the end of one application, whose servlets end before its listeners are told. */
    private static final String UNDEPLOY = "Undeployment_Validation";

    /** Where administrators come in, and no clients. */
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

    /** Nothing on another server. */
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
                    LogMessage.of("this server does not say beforehand that it stops")
                            .with("cause", e));
            return Optional.empty();
        }
    }

    /**
     * Calls when the server is about to stop, or to undeploy an application, and has it wait.
     *
     * @param application its name
     * @return what ends that
     */
    Runnable whenItEnds(String application, Runnable task) throws ReflectiveOperationException {
        Object events = service(bus);
        Object listener = Proxy.newProxyInstance(
                listening.getClassLoader(),
                new Class<?>[] {listening},
                (self, method, arguments) -> hear(self, method, arguments, application, task));
        bus.getMethod("register", listening).invoke(events, listener);
        return () -> {
            try {
                Object done = bus.getMethod("unregister", listening).invoke(events, listener);
                if (Boolean.FALSE.equals(done)) {
                    forget(events, listener);
                }
            } catch (ReflectiveOperationException e) {
                LOG.log(Level.WARNING, "the server keeps what has been undeployed", e);
            }
        };
    }

    /** GlassFish looks for a listener under a number that none has, and would keep it for good, and the application with it. */
    private static void forget(Object events, Object listener) throws ReflectiveOperationException {
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

    /** How many requests are served at a time, where there are fewest; nothing if the server does not say. */
    Optional<Integer> mostRequestThreads() {
        return least("getNetworkListeners", "getNetworkListener", List.of("findThreadPool", "getMaxThreadPoolSize"));
    }

    /** How long a write may block before the server cuts the connection; nothing if the server does not say. */
    Optional<Integer> writeTimeoutMillis() {
        return least("getTransports", "getTransport", List.of("getWriteTimeoutMillis"));
    }

    /** Of the network's configuration, whose beans are proxies for interfaces that an application does not see. */
    private Optional<Integer> least(String group, String each, List<String> path) {
        try {
            Object doors = service(dispatcher);
            Field field = doors.getClass().getDeclaredField("config");
            field.setAccessible(true);
            Object all = ask(ask(ask(field.get(doors), "getNetworkConfig"), group), each);
            List<Integer> values = new ArrayList<>();
            for (Object one : (List<?>) all) {
                if (ADMINISTRATORS.equals(ask(one, "getName"))) {
                    continue;
                }
                Object value = one;
                for (String step : path) {
                    value = ask(value, step);
                }
                values.add(Integer.parseInt(value.toString()));
            }
            return values.stream().min(Integer::compare);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.DEBUG, "this server does not tell how it is set up", e);
            return Optional.empty();
        }
    }

    private static Object ask(Object bean, String getter) throws ReflectiveOperationException {
        for (Class<?> type : bean.getClass().getInterfaces()) {
            for (Method method : type.getMethods()) {
                if (method.getName().equals(getter) && method.getParameterCount() == 0) {
                    return method.invoke(bean);
                }
            }
        }
        throw new NoSuchMethodException(getter);
    }

    /** Everything that the listener is called for: the server also keeps it in a set. */
    private static Object hear(Object self, Method method, Object[] arguments, String application, Runnable task)
            throws ReflectiveOperationException {
        return switch (method.getName()) {
            case "equals" -> self == arguments[0];
            case "hashCode" -> System.identityHashCode(self);
            case "toString" -> GlassFishEvents.class.getName();
            default -> {
                Object event = arguments[0];
                if (isTheEndOf(application, event)) {
                    task.run();
                }
                yield null;
            }
        };
    }

    private static boolean isTheEndOf(String application, Object event) throws ReflectiveOperationException {
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

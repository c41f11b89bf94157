package dev.sluice.node;

import dev.sluice.log.LogMessage;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Logs the settings of the server that fall short of the guide to the servers, as far as an application can read them:
 * from the kernel of Payara and GlassFish, by JMX on WildFly, not at all on Open Liberty.
 */
@Singleton
class ServerSetUp implements LifecycleListener {

    private static final Logger LOG = System.getLogger(ServerSetUp.class.getName());

    private static final String GUIDE = "guide/servers.md";

    private static final String UNDERTOW = "jboss.as:subsystem=undertow,server=default-server,http-listener=default";

    /** WildFly's name of the limit, and the smallest sensible value. */
    private static final List<Expected> WILDFLY = List.of(
            new Expected("jboss.as:subsystem=io,worker=default", "taskMaxThreads", 100),
            new Expected(UNDERTOW, "writeTimeout", 180_000),
            new Expected(UNDERTOW, "allowUnescapedCharactersInUrl", 1));

    /** Payara and GlassFish are delivered with 5 threads and 30 seconds instead. */
    private static final int ENOUGH_THREADS = 100;

    private static final int ENOUGH_MILLIS = 180_000;

    private record Expected(String mbean, String attribute, int least) {}

    /** @param is the present value, which is below the least recommended one */
    record Shortcoming(String what, Object is, int least) {}

    @Override
    public void starting(String contextPath) {
        List<Shortcoming> all = new ArrayList<>(ofWildFly(ManagementFactory.getPlatformMBeanServer()));
        GlassFishEvents.find().ifPresent(events -> all.addAll(of(events)));
        for (Shortcoming each : all) {
            LOG.log(
                    Level.WARNING,
                    LogMessage.of("this server lacks a recommended setting; the gateway runs with the limit below")
                            .with("what", each.what())
                            .with("is", each.is())
                            .with("least", each.least())
                            .with("see", GUIDE));
        }
    }

    private static List<Shortcoming> of(GlassFishEvents events) {
        List<Shortcoming> all = new ArrayList<>();
        events.mostRequestThreads()
                .filter(threads -> threads < ENOUGH_THREADS)
                .ifPresent(threads -> all.add(new Shortcoming("max-thread-pool-size", threads, ENOUGH_THREADS)));
        events.writeTimeoutMillis()
                .filter(millis -> millis < ENOUGH_MILLIS)
                .ifPresent(millis -> all.add(new Shortcoming("write-timeout-millis", millis, ENOUGH_MILLIS)));
        return all;
    }

    static List<Shortcoming> ofWildFly(MBeanServer server) {
        List<Shortcoming> all = new ArrayList<>();
        for (Expected each : WILDFLY) {
            value(server, each)
                    .filter(value -> amount(value) < each.least())
                    .ifPresent(value -> all.add(new Shortcoming(each.attribute(), value, each.least())));
        }
        return all;
    }

    /** Nothing if it has not been set, or if this is another server. */
    private static Optional<Object> value(MBeanServer server, Expected expected) {
        try {
            ObjectName name = new ObjectName(expected.mbean());
            return server.isRegistered(name)
                    ? Optional.ofNullable(server.getAttribute(name, expected.attribute()))
                    : Optional.empty();
        } catch (JMException e) {
            LOG.log(Level.DEBUG, LogMessage.of("the server does not tell").with("what", expected.attribute()));
            return Optional.empty();
        }
    }

    private static long amount(Object value) {
        return value instanceof Number number ? number.longValue() : Boolean.TRUE.equals(value) ? 1 : 0;
    }
}

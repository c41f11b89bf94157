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
 * Logs the settings of the server that are below the values of the servers' guide, as far as an application can read them: from
 * the kernel of Payara and GlassFish, by JMX on WildFly, and not at all on Open Liberty.
 */
@Singleton
class ServerSetUp implements LifecycleListener {

    private static final Logger LOG = System.getLogger(ServerSetUp.class.getName());

    private static final String GUIDE = "guide/servers.md";

    private static final String UNDERTOW = "jboss.as:subsystem=undertow,server=default-server,http-listener=default";

    /** The attributes of WildFly with their smallest recommended values. */
    private static final List<Expected> WILDFLY = List.of(
            new Expected("jboss.as:subsystem=io,worker=default", "taskMaxThreads", 100),
            new Expected(UNDERTOW, "writeTimeout", 180_000),
            new Expected(UNDERTOW, "allowUnescapedCharactersInUrl", 1));

    /** The smallest recommended values of Payara and GlassFish, whose defaults are 5 threads and 30 seconds. */
    private static final int MIN_THREADS = 100;

    private static final int MIN_WRITE_MILLIS = 180_000;

    private record Expected(String mbean, String attribute, int least) {}

    /** @param current the current value, which is below the smallest recommended one */
    record Shortcoming(String setting, Object current, int least) {}

    @Override
    public void starting(String contextPath) {
        List<Shortcoming> all = new ArrayList<>(ofWildFly(ManagementFactory.getPlatformMBeanServer()));
        GlassFishEvents.find().ifPresent(events -> all.addAll(of(events)));
        for (Shortcoming each : all) {
            LOG.log(
                    Level.WARNING,
                    LogMessage.of("this server lacks a recommended setting; the gateway runs with the limit below")
                            .with("what", each.setting())
                            .with("is", each.current())
                            .with("least", each.least())
                            .with("see", GUIDE));
        }
    }

    private static List<Shortcoming> of(GlassFishEvents events) {
        List<Shortcoming> all = new ArrayList<>();
        events.requestThreads()
                .filter(threads -> threads < MIN_THREADS)
                .ifPresent(threads -> all.add(new Shortcoming("max-thread-pool-size", threads, MIN_THREADS)));
        events.writeTimeoutMillis()
                .filter(millis -> millis < MIN_WRITE_MILLIS)
                .ifPresent(millis -> all.add(new Shortcoming("write-timeout-millis", millis, MIN_WRITE_MILLIS)));
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

    /** Empty if the attribute has no value, or on other servers. */
    private static Optional<Object> value(MBeanServer server, Expected expected) {
        try {
            ObjectName name = new ObjectName(expected.mbean());
            return server.isRegistered(name)
                    ? Optional.ofNullable(server.getAttribute(name, expected.attribute()))
                    : Optional.empty();
        } catch (JMException e) {
            LOG.log(
                    Level.DEBUG,
                    LogMessage.of("an attribute of the server cannot be read").with("attribute", expected.attribute()));
            return Optional.empty();
        }
    }

    private static long amount(Object value) {
        return value instanceof Number number ? number.longValue() : Boolean.TRUE.equals(value) ? 1 : 0;
    }
}

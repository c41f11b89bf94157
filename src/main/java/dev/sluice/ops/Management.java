package dev.sluice.ops;

import dev.sluice.log.LogMessage;
import dev.sluice.runtime.Threads;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Shows the node to JMX while it runs. The gateway does without, if the server does not let it. */
@Singleton
class Management {

    private static final Logger LOG = System.getLogger(Management.class.getName());

    private final DescribedNode node;
    private final Figures figures;
    private final Threads threads;
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private Optional<ObjectName> name = Optional.empty();
    private Optional<ScheduledExecutorService> ticker = Optional.empty();

    @Inject
    Management(Node node, Figures figures, Threads threads) {
        this.node = new DescribedNode(node);
        this.figures = figures;
        this.threads = threads;
    }

    /** @param context where the WAR is deployed: two in one server have two names */
    void open(String context) {
        try {
            ObjectName ours = new ObjectName(
                    "dev.sluice:type=Node,context=" + ObjectName.quote(context.isEmpty() ? "/" : context));
            register(ours);
            name = Optional.of(ours);
        } catch (JMException | SecurityException e) {
            LOG.log(Level.WARNING, LogMessage.of("JMX does not show this node").with("cause", e.getMessage()));
        }
        ScheduledExecutorService looks = threads.ticker("sluice-pace");
        looks.scheduleAtFixedRate(figures::look, 0, 1, TimeUnit.SECONDS);
        ticker = Optional.of(looks);
    }

    private void register(ObjectName ours) throws JMException {
        try {
            server.registerMBean(node, ours);
        } catch (InstanceAlreadyExistsException leftBehind) {
            // by a deployment that could not end as it should; its classes are of no use any more
            server.unregisterMBean(ours);
            server.registerMBean(node, ours);
        }
    }

    void close() {
        ticker.ifPresent(ScheduledExecutorService::shutdown);
        name.ifPresent(ours -> {
            try {
                server.unregisterMBean(ours);
            } catch (InstanceNotFoundException e) {
                LOG.log(Level.DEBUG, "JMX has let go of this node already");
            } catch (JMException e) {
                LOG.log(
                        Level.WARNING,
                        LogMessage.of("JMX goes on showing this node").with("cause", e.getMessage()));
            }
        });
        name = Optional.empty();
    }
}

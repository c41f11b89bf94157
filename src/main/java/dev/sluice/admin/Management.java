package dev.sluice.admin;

import dev.sluice.log.LogMessage;
import dev.sluice.node.LifecycleListener;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Shows the node to JMX while it runs. The gateway does without, if the server does not let it. */
@Singleton
class Management implements LifecycleListener {

    private static final Logger LOG = System.getLogger(Management.class.getName());

    private final DescribedNode node;
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private Optional<ObjectName> name = Optional.empty();

    @Inject
    Management(Node node) {
        this.node = new DescribedNode(node);
    }

    @Override
    public void starting(String context) {
        try {
            ObjectName ours = new ObjectName(
                    "dev.sluice:type=Node,context=" + ObjectName.quote(context.isEmpty() ? "/" : context));
            register(ours);
            name = Optional.of(ours);
        } catch (JMException | SecurityException e) {
            LOG.log(Level.WARNING, LogMessage.of("JMX does not show this node").with("cause", e.getMessage()));
        }
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

    @Override
    public void stopping() {
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

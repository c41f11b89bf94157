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

/** Registers the JMX bean of the node. A server that forbids this costs a warning only. */
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
            ObjectName objectName = new ObjectName(
                    "dev.sluice:type=Node,context=" + ObjectName.quote(context.isEmpty() ? "/" : context));
            register(objectName);
            name = Optional.of(objectName);
        } catch (JMException | SecurityException e) {
            LOG.log(
                    Level.WARNING,
                    LogMessage.of("the JMX bean of this node could not be registered")
                            .with("cause", e.getMessage()));
        }
    }

    private void register(ObjectName objectName) throws JMException {
        try {
            server.registerMBean(node, objectName);
        } catch (InstanceAlreadyExistsException stale) {
            // left by a deployment that could not stop properly, and whose classes no longer work
            server.unregisterMBean(objectName);
            server.registerMBean(node, objectName);
        }
    }

    @Override
    public void stopping() {
        name.ifPresent(objectName -> {
            try {
                server.unregisterMBean(objectName);
            } catch (InstanceNotFoundException e) {
                LOG.log(Level.DEBUG, "the JMX bean of this node was already unregistered");
            } catch (JMException e) {
                LOG.log(
                        Level.WARNING,
                        LogMessage.of("the JMX bean of this node could not be unregistered")
                                .with("cause", e.getMessage()));
            }
        });
        name = Optional.empty();
    }
}

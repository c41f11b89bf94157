package dev.sluice.harness;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.management.JMException;
import javax.management.MBeanInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** A server's process as JConsole sees it that runs on the same machine: on any server, without a set-up. */
public final class Jmx implements AutoCloseable {

    private static final String NODE = "dev.sluice:type=Node,context=\"/\"";
    private static final String DIAGNOSIS = "com.sun.management:type=DiagnosticCommand";

    private final JMXConnector connector;
    private final MBeanServerConnection server;

    private Jmx(JMXConnector connector) throws IOException {
        this.connector = connector;
        this.server = connector.getMBeanServerConnection();
    }

    public static Jmx of(Gateway gateway) {
        try {
            VirtualMachine process = VirtualMachine.attach(Long.toString(gateway.pid()));
            try {
                return new Jmx(JMXConnectorFactory.connect(new JMXServiceURL(process.startLocalManagementAgent())));
            } finally {
                process.detach();
            }
        } catch (IOException | AttachNotSupportedException e) {
            throw new IllegalStateException("the process " + gateway.pid() + " cannot be reached", e);
        }
    }

    public boolean showsTheNode() throws IOException, JMException {
        return server.isRegistered(new ObjectName(NODE));
    }

    /** What a console shows of the node before anybody asks for a value. */
    public MBeanInfo description() throws IOException, JMException {
        return server.getMBeanInfo(new ObjectName(NODE));
    }

    public <T> T attribute(String name, Class<T> type) throws IOException, JMException {
        return type.cast(server.getAttribute(new ObjectName(NODE), name));
    }

    public Object invoke(String operation) throws IOException, JMException {
        return server.invoke(new ObjectName(NODE), operation, new Object[0], new String[0]);
    }

    public void invoke(String operation, String argument) throws IOException, JMException {
        server.invoke(new ObjectName(NODE), operation, new Object[] {argument}, new String[] {String.class.getName()});
    }

    /** The names of those that live. */
    public List<String> threads() throws IOException {
        ThreadMXBean threads = ManagementFactory.getPlatformMXBean(server, ThreadMXBean.class);
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(Objects::nonNull)
                .map(ThreadInfo::getThreadName)
                .toList();
    }

    /** What is on the heap after a collection, a line for each class. */
    public String histogram() throws IOException, JMException {
        return (String) server.invoke(
                new ObjectName(DIAGNOSIS), "gcClassHistogram", new Object[] {new String[0]}, new String[] {
                    String[].class.getName()
                });
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}

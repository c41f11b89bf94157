package dev.sluice.harness;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Changes a system property of a server that runs, as its console does: on any server, from outside. */
public final class Operator {

    private Operator() {}

    /** Runs in the server's process. */
    public static void agentmain(String property) {
        String[] keyAndValue = property.split("=", 2);
        System.setProperty(keyAndValue[0], keyAndValue[1]);
    }

    public static void set(long pid, String key, String value) {
        try {
            Path agent = agent();
            VirtualMachine process = VirtualMachine.attach(Long.toString(pid));
            try {
                process.loadAgent(agent.toString(), key + "=" + value);
            } finally {
                process.detach();
                Files.delete(agent);
            }
        } catch (IOException | AttachNotSupportedException | AgentLoadException | AgentInitializationException e) {
            throw new IllegalStateException("the process " + pid + " cannot be reached", e);
        }
    }

    private static Path agent() throws IOException {
        Path jar = Files.createTempFile("operator", ".jar");
        String own = Operator.class.getName().replace('.', '/') + ".class";
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(new Attributes.Name("Agent-Class"), Operator.class.getName());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                InputStream itself = Operator.class.getClassLoader().getResourceAsStream(own)) {
            out.putNextEntry(new JarEntry(own));
            itself.transferTo(out);
        }
        return jar;
    }
}

package dev.sluice.settings;

import java.util.Optional;
import java.util.Set;

/** Whether the server of this process is one of a group, as far as it tells: by names of system properties. */
public final class ServerGroup {

    /** On Payara and GlassFish: the name of the instance. */
    private static final String INSTANCE = "com.sun.aas.instanceName";

    /** The instance that administers a domain, and the only one of a domain without further ones. */
    private static final String ADMINISTRATION = "server";

    /** On WildFly, a process of a managed domain has a property of this name, with its own name behind it. */
    private static final String MANAGED = "[Server:";

    private ServerGroup() {}

    /** The name of this server in its group; nothing for one that stands alone, or does not tell. */
    public static Optional<String> member() {
        return member(
                System.getProperty(INSTANCE, ADMINISTRATION),
                System.getProperties().stringPropertyNames());
    }

    static Optional<String> member(String instance, Set<String> properties) {
        if (!instance.equals(ADMINISTRATION)) {
            return Optional.of(instance);
        }
        return properties.stream()
                .filter(name -> name.startsWith(MANAGED))
                .map(name -> name.substring(MANAGED.length(), name.length() - 1))
                .findFirst();
    }
}

package dev.sluice.settings;

import java.util.Optional;
import java.util.Set;

/** Detects by system properties whether the server of this process is a member of a group. */
public final class ServerGroup {

    /** The name of the instance, on Payara and GlassFish. */
    private static final String INSTANCE = "com.sun.aas.instanceName";

    /** The instance that administers a domain; a domain that is no group has no other instance. */
    private static final String ADMINISTRATION = "server";

    /** WildFly sets a property named {@code [Server:<name>]} in each process of a managed domain. */
    private static final String MANAGED = "[Server:";

    private ServerGroup() {}

    /** The name of this server in its group; empty if it is no member of a group, or if the server does not reveal it. */
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

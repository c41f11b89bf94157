package dev.sluice.settings;

import java.util.Optional;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Looks up resources that the server manages. */
public final class ManagedResources {

    private ManagedResources() {}

    /** The name that the server gives this application; empty if it gives none. */
    public static Optional<String> applicationName() {
        try {
            return Optional.of(InitialContext.doLookup("java:app/AppName"));
        } catch (NamingException e) {
            return Optional.empty();
        }
    }

    /**
     * Looks up a resource.
     *
     * @param key the setting that names the resource
     * @param name the JNDI name
     * @throws InvalidSettingException if the server has no resource of this type under this name
     */
    public static <T> T find(String key, String name, Class<T> type) {
        try {
            return type.cast(new InitialContext().lookup(name));
        } catch (NamingException | ClassCastException e) {
            throw new InvalidSettingException(
                    key, "the server has no " + type.getSimpleName() + " with the JNDI name '" + name + "'");
        }
    }
}

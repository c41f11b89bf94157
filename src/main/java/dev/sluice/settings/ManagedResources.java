package dev.sluice.settings;

import java.util.Optional;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Resources that the server manages. */
public final class ManagedResources {

    private ManagedResources() {}

    /** The server's name of this application; empty if there is none. */
    public static Optional<String> applicationName() {
        try {
            return Optional.of(InitialContext.doLookup("java:app/AppName"));
        } catch (NamingException e) {
            return Optional.empty();
        }
    }

    /**
     * By the name that a setting gives.
     *
     * @throws InvalidSettingException if there is nothing of this kind by that name
     */
    public static <T> T find(String key, String name, Class<T> type) {
        try {
            return type.cast(new InitialContext().lookup(name));
        } catch (NamingException | ClassCastException e) {
            throw new InvalidSettingException(key, "the server has no " + type.getSimpleName() + " '" + name + "'");
        }
    }
}

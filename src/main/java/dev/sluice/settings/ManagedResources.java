package dev.sluice.settings;

import javax.naming.InitialContext;
import javax.naming.NamingException;

/** What the server manages, by the name that a setting gives. */
public final class ManagedResources {

    private ManagedResources() {}

    /** @throws InvalidSettingException if there is nothing of this kind by that name */
    public static <T> T find(String key, String name, Class<T> type) {
        try {
            return type.cast(new InitialContext().lookup(name));
        } catch (NamingException | ClassCastException e) {
            throw new InvalidSettingException(key, "the server has no " + type.getSimpleName() + " '" + name + "'");
        }
    }
}

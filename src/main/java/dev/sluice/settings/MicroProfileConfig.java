package dev.sluice.settings;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the server's MicroProfile Config by reflection, because a plain WildFly and a plain Open Liberty lack its classes.
 *
 * <p>The server selects the properties of an application by the calling thread, as with its naming.
 */
final class MicroProfileConfig {

    private static final String PROVIDER = "org.eclipse.microprofile.config.ConfigProvider";
    private static final String CONFIG = "org.eclipse.microprofile.config.Config";

    private MicroProfileConfig() {}

    /** The value of a property; null if there is none, or if the server has no MicroProfile Config. */
    static String value(String key) {
        Object value = ask(key, "getOptionalValue", new Class<?>[] {String.class, Class.class}, key, String.class);
        return value instanceof Optional<?> present ? (String) present.orElse(null) : null;
    }

    /** The names of all properties that begin with the prefix. */
    static Set<String> names(String prefix) {
        Set<String> names = new TreeSet<>();
        if (ask(prefix, "getPropertyNames", new Class<?>[0]) instanceof Iterable<?> all) {
            all.forEach(each -> {
                if (each instanceof String name && name.startsWith(prefix)) {
                    names.add(name);
                }
            });
        }
        return names;
    }

    /** @return null if the server has no MicroProfile Config, or has none for this thread */
    private static Object ask(String key, String method, Class<?>[] types, Object... arguments) {
        ClassLoader loader = MicroProfileConfig.class.getClassLoader();
        try {
            Object config =
                    Class.forName(PROVIDER, true, loader).getMethod("getConfig").invoke(null);
            Method asked = Class.forName(CONFIG, false, loader).getMethod(method, types);
            return asked.invoke(config, arguments);
        } catch (ClassNotFoundException | NoClassDefFoundError absent) {
            return null;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalStateException noneForThisThread) {
                return null;
            }
            // for example, the value has an expression ${name} that cannot be resolved
            throw new InvalidSettingException(
                    key,
                    "MicroProfile Config cannot resolve its value: "
                            + e.getCause().getMessage());
        } catch (NoSuchMethodException | IllegalAccessException e) {
            throw new InvalidSettingException(key, "MicroProfile Config of this server cannot be called: " + e);
        }
    }
}

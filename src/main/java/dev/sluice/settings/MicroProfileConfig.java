package dev.sluice.settings;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * MicroProfile Config of the server, by reflection: a plain WildFly and Open Liberty do not have its classes, and the WAR
 * must not need them.
 *
 * <p>The server finds the properties of an application by the calling thread, as it does with its naming.
 */
final class MicroProfileConfig {

    private static final String PROVIDER = "org.eclipse.microprofile.config.ConfigProvider";
    private static final String CONFIG = "org.eclipse.microprofile.config.Config";

    private MicroProfileConfig() {}

    /** The value of a property; null without one, or on a server without MicroProfile Config. */
    static String value(String key) {
        Object value = ask(key, "getOptionalValue", new Class<?>[] {String.class, Class.class}, key, String.class);
        return value instanceof Optional<?> present ? (String) present.orElse(null) : null;
    }

    /** The names of all properties that begin with our prefix; others are not ours to look at. */
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

    /** @return null on a server without MicroProfile Config, and to a thread to which the server gives none */
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
            // such as an expression ${name} without a value
            throw new InvalidSettingException(
                    key, "MicroProfile Config does not give it: " + e.getCause().getMessage());
        } catch (NoSuchMethodException | IllegalAccessException e) {
            throw new InvalidSettingException(key, "MicroProfile Config cannot be asked: " + e);
        }
    }
}

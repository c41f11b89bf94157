package dev.sluice.settings;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * Reads configuration values. This is the only class that does; the sources are, in this order: system properties, the
 * environment, MicroProfile Config if the server has it, and the env-entries of {@code web.xml}.
 */
final class ConfigSource {

    private static final String PREFIX = "sluice.";
    /** Kubernetes sets such variables for a service that is named like the gateway. */
    private static final Pattern OF_KUBERNETES = Pattern.compile("SLUICE_(SERVICE|PORT)(_.*)?");

    private final UnaryOperator<String> properties;
    private final UnaryOperator<String> environment;
    private final UnaryOperator<String> config;
    private final UnaryOperator<String> entries;

    ConfigSource(
            UnaryOperator<String> properties,
            UnaryOperator<String> environment,
            UnaryOperator<String> config,
            UnaryOperator<String> entries) {
        this.properties = properties;
        this.environment = environment;
        this.config = config;
        this.entries = entries;
    }

    static ConfigSource ofThisProcess() {
        return new ConfigSource(
                System::getProperty, System::getenv, MicroProfileConfig::value, ConfigSource::environmentEntry);
    }

    /** Returns the first value that is present and not blank. */
    Optional<String> find(String key) {
        return present(properties.apply(key))
                .or(() -> present(environment.apply(environmentName(key))))
                .or(() -> present(config.apply(key)))
                .or(() -> present(entries.apply(key)));
    }

    /** The names of all values that look like settings of the gateway, including misspelt ones. */
    static Set<String> namesOfThisProcess() {
        Set<String> names = new TreeSet<>();
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith(PREFIX))
                .forEach(names::add);
        System.getenv().keySet().stream()
                .filter(name -> name.startsWith("SLUICE_")
                        && !OF_KUBERNETES.matcher(name).matches())
                .forEach(names::add);
        names.addAll(MicroProfileConfig.names(PREFIX));
        return names;
    }

    static String environmentName(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private static Optional<String> present(String value) {
        return value == null || value.isBlank() ? Optional.empty() : Optional.of(value.strip());
    }

    private static String environmentEntry(String key) {
        try {
            Context environment = (Context) new InitialContext().lookup("java:comp/env");
            return String.valueOf(environment.lookup(key));
        } catch (NamingException notThere) {
            return null;
        }
    }
}

package dev.sluice.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The configuration at one moment: the value of each requested key, and the content of each file that a value names. It
 * contains secrets and is never shown.
 */
final class ConfigSnapshot {

    private static final String FILE = ".file";

    private final ConfigSource source;
    private final Map<String, Reading> values = new TreeMap<>();

    /** @param content of the file that the value names; empty if it names no file, or one that cannot be read */
    private record Reading(Optional<String> value, Optional<String> content) {}

    ConfigSnapshot(ConfigSource source) {
        this.source = source;
    }

    Optional<String> find(String key) {
        return reading(key).value();
    }

    /** The keys that have been requested so far. */
    Set<String> keys() {
        return values.keySet();
    }

    private Reading reading(String key) {
        return values.computeIfAbsent(key, asked -> {
            Optional<String> value = source.find(asked);
            return new Reading(
                    value, asked.endsWith(FILE) ? value.flatMap(ConfigSnapshot::contentOf) : Optional.empty());
        });
    }

    /** Empty if the file cannot be read: the reader of the setting reports that. */
    private static Optional<String> contentOf(String file) {
        try {
            return Optional.of(Files.readString(Path.of(file)));
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns a copy in which some keys have the values of another snapshot. The copy does not refer to either snapshot, so
     * that repeated reloads keep no chain of old ones in memory.
     */
    ConfigSnapshot withValuesOf(ConfigSnapshot others, Predicate<String> some) {
        ConfigSnapshot mixed = new ConfigSnapshot(source);
        Set<String> keys = keysWith(others);
        keys.forEach(key -> mixed.values.put(key, (some.test(key) ? others : this).reading(key)));
        return mixed;
    }

    /** The keys whose values differ between the two snapshots. */
    Set<String> differencesTo(ConfigSnapshot others) {
        Set<String> keys = keysWith(others);
        keys.removeIf(key -> reading(key).equals(others.reading(key)));
        return keys;
    }

    private Set<String> keysWith(ConfigSnapshot others) {
        Set<String> keys = new TreeSet<>(values.keySet());
        keys.addAll(others.values.keySet());
        return keys;
    }
}

package dev.sluice.settings;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** What stands outside under each key that somebody has asked for; secrets among them, so that it is shown to nobody. */
final class Readings {

    private final Outside outside;
    private final Map<String, Optional<String>> values = new TreeMap<>();

    Readings(Outside outside) {
        this.outside = outside;
    }

    Optional<String> find(String key) {
        return values.computeIfAbsent(key, outside::find);
    }

    /** The same, except that some keys have the values of others: copied, so that nobody holds on to what was before. */
    Readings butOf(Readings others, Predicate<String> some) {
        Readings mixed = new Readings(outside);
        Set<String> keys = keysWith(others);
        keys.forEach(key -> mixed.values.put(key, (some.test(key) ? others : this).find(key)));
        return mixed;
    }

    /** The keys under which something else stands than there. */
    Set<String> differencesTo(Readings others) {
        Set<String> keys = keysWith(others);
        keys.removeIf(key -> Objects.equals(find(key), others.find(key)));
        return keys;
    }

    private Set<String> keysWith(Readings others) {
        Set<String> keys = new TreeSet<>(values.keySet());
        keys.addAll(others.values.keySet());
        return keys;
    }
}

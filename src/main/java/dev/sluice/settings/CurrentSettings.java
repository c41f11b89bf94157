package dev.sluice.settings;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The current settings, which can be reloaded. A class that uses a reloadable setting listens here; any other class injects
 * {@link Settings}, the values at the start.
 *
 * <p>Only one thread reloads, and always the same, because the server's naming shows different entries to different threads.
 * Any thread may listen; the monitor prevents that a new listener misses a change.
 */
@Singleton
public final class CurrentSettings {

    private final ConfigSource source;

    /** Guarded by the monitor. */
    private final List<Consumer<Settings>> listeners = new ArrayList<>();

    /** The configuration at the last reload. */
    private ConfigSnapshot known;

    private volatile Settings now;

    public CurrentSettings() {
        this(ConfigSource.ofThisProcess());
    }

    CurrentSettings(ConfigSource source) {
        this.source = source;
        this.known = new ConfigSnapshot(source);
        this.now = SettingsReader.read(known::find);
    }

    /**
     * The result of a reload.
     *
     * @param changed keys whose new value is in effect
     * @param redeploy keys whose new value needs a redeployment
     * @param refused the reason why the reload was refused
     */
    public record Outcome(Set<String> changed, Set<String> redeploy, Optional<String> refused) {

        public Outcome {
            changed = Set.copyOf(changed);
            redeploy = Set.copyOf(redeploy);
        }
    }

    /** The settings that are in effect. */
    public Settings now() {
        return now;
    }

    /**
     * Calls the listener immediately with the current settings, and again after each change. The immediate call is needed,
     * because beans that the first request creates have only seen the start-up values. A listener that cannot use new
     * settings throws; then all listeners get the old settings again.
     */
    public synchronized void listen(Consumer<Settings> listener) {
        listener.accept(now);
        listeners.add(listener);
    }

    /** Returns the names that are no settings and may be misspelt. The settings are the keys that have been requested. */
    Set<String> unknown(Set<String> names) {
        Set<String> unknown = new TreeSet<>(names);
        for (String key : known.keys()) {
            unknown.remove(key);
            unknown.remove(ConfigSource.environmentName(key));
        }
        return unknown;
    }

    /** Returns the names in the configuration that begin like settings of the gateway, but are none. */
    public Set<String> unknown() {
        return unknown(ConfigSource.namesOfThisProcess());
    }

    /** Whether this thread sees the same configuration as the thread that started the gateway; otherwise it must not reload. */
    public boolean isVisible() {
        ConfigSnapshot seen = new ConfigSnapshot(source);
        return seen.differencesTo(known).isEmpty();
    }

    /** Reads the configuration again and puts changes of reloadable settings into effect. */
    public Outcome reload() {
        ConfigSnapshot fresh = new ConfigSnapshot(source);
        Set<String> different = Set.of();
        try {
            SettingsReader.read(fresh::find);
            different = fresh.differencesTo(known);
            Set<String> changed =
                    different.stream().filter(ReloadableKeys::contains).collect(Collectors.toSet());
            if (!changed.isEmpty()) {
                apply(fresh);
            }
            different.removeAll(changed);
            return new Outcome(changed, different, Optional.empty());
        } catch (InvalidSettingException e) {
            return new Outcome(Set.of(), Set.of(), Optional.of(e.getMessage()));
        }
    }

    private synchronized void apply(ConfigSnapshot fresh) {
        Settings old = now;
        ConfigSnapshot mixed = fresh.withValuesOf(known, key -> !ReloadableKeys.contains(key));
        Settings wanted = SettingsReader.read(mixed::find);
        try {
            listeners.forEach(listener -> listener.accept(wanted));
        } catch (RuntimeException e) {
            listeners.forEach(listener -> listener.accept(old));
            throw new InvalidSettingException(e.getMessage());
        }
        known = mixed;
        now = wanted;
    }
}

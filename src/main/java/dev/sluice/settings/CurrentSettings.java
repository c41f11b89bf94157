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
 * The settings as they are now. Whoever lets some of them change while the gateway runs listens; whoever does not injects
 * {@link Settings}, those of the start.
 *
 * <p>One thread reloads, always the same: what it sees of the server's naming is not what another one sees. Any thread may
 * listen; the monitor sees to it that nobody who begins to listen misses a change.
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
     * @param changed keys whose new value is in force
     * @param redeploy keys whose new value needs a redeployment
     * @param refused the reason why the reload was refused
     */
    public record Outcome(Set<String> changed, Set<String> redeploy, Optional<String> refused) {

        public Outcome {
            changed = Set.copyOf(changed);
            redeploy = Set.copyOf(redeploy);
        }
    }

    public Settings now() {
        return now;
    }

    /**
     * To be told how they are now, and of every change; a listener that cannot use it throws, and then all are told of the
     * old ones again. Told at once, since whoever is made by the first request knows no more than those of the start.
     */
    public synchronized void listen(Consumer<Settings> listener) {
        listener.accept(now);
        listeners.add(listener);
    }

    /** Those of some names that are no setting: perhaps misspelt. Known are the keys that somebody has asked for. */
    Set<String> unknown(Set<String> names) {
        Set<String> unknown = new TreeSet<>(names);
        for (String key : known.keys()) {
            unknown.remove(key);
            unknown.remove(ConfigSource.environmentName(key));
        }
        return unknown;
    }

    /** Keys with the gateway's prefix that are no settings. */
    public Set<String> unknown() {
        return unknown(ConfigSource.namesOfThisProcess());
    }

    /** Whether this thread sees what the one saw that started the gateway: else it must not reload. */
    public boolean isVisible() {
        ConfigSnapshot seen = new ConfigSnapshot(source);
        return seen.differencesTo(known).isEmpty();
    }

    public Outcome reload() {
        ConfigSnapshot fresh = new ConfigSnapshot(source);
        Set<String> different = Set.of();
        try {
            SettingsReader.read(fresh::find);
            different = fresh.differencesTo(known);
            Set<String> changed =
                    different.stream().filter(ReloadableKeys::contains).collect(Collectors.toSet());
            if (!changed.isEmpty()) {
                takeOver(fresh);
            }
            different.removeAll(changed);
            return new Outcome(changed, different, Optional.empty());
        } catch (InvalidSettingException e) {
            return new Outcome(Set.of(), Set.of(), Optional.of(e.getMessage()));
        }
    }

    private synchronized void takeOver(ConfigSnapshot fresh) {
        Settings old = now;
        ConfigSnapshot mixed = fresh.butOf(known, key -> !ReloadableKeys.contains(key));
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

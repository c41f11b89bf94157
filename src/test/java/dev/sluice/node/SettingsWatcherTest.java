package dev.sluice.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.Threads;
import dev.sluice.settings.CurrentSettings;
import dev.sluice.settings.CurrentSettings.Outcome;
import dev.sluice.settings.TestSettings;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Settings that are reloaded on request. */
@Timeout(60)
class SettingsWatcherTest {

    private final Map<String, String> properties = new ConcurrentHashMap<>(Map.of("sluice.retry", "3s"));
    private final CurrentSettings settings = TestSettings.current(properties);
    private final SettingsWatcher watcher = new SettingsWatcher(settings, new Threads(Thread::new));

    @BeforeEach
    void start() {
        watcher.starting("");
        // the check of the start comes first on the one thread: it must see the settings of the start
        reload();
    }

    @AfterEach
    void stop() {
        watcher.stopping();
    }

    private Outcome reload() {
        return watcher.reloadNow(line -> line.with("by", "test"));
    }

    @Test
    void takeEffectAtOnceOrAfterARedeployment() {
        properties.put("sluice.retry", "5s");
        properties.put("sluice.writers", "7");
        Outcome outcome = reload();
        assertThat(outcome.changed()).containsExactly("sluice.retry");
        assertThat(outcome.redeploy()).containsExactly("sluice.writers");
        assertThat(settings.now().delivery().retry()).isEqualTo(Duration.ofSeconds(5));
        assertThat(reload().changed()).isEmpty();
    }

    @Test
    void haveNoEffectIfOneIsInvalid() {
        properties.put("sluice.retry", "soon");
        properties.put("sluice.heartbeat", "20s");
        Outcome outcome = reload();
        assertThat(outcome.refused()).hasValueSatisfying(why -> assertThat(why).contains("sluice.retry"));
        assertThat(outcome.changed()).isEmpty();
        assertThat(settings.now().delivery().retry()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void keepTheirValuesIfTheThreadOfTheReloadCannotSeeThem() {
        watcher.stopping();
        properties.clear();
        SettingsWatcher hidden = new SettingsWatcher(settings, new Threads(Thread::new));
        hidden.starting("");
        Outcome outcome = hidden.reloadNow(line -> line);
        hidden.stopping();
        assertThat(outcome.refused()).hasValueSatisfying(why -> assertThat(why).contains("not visible"));
        assertThat(settings.now().delivery().retry()).isEqualTo(Duration.ofSeconds(3));
    }
}

package dev.sluice.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.settings.CurrentSettings.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurrentSettingsTest {

    private final Map<String, String> properties = new HashMap<>(Map.of("sluice.retry", "3s"));
    private final CurrentSettings settings =
            new CurrentSettings(new ConfigSource(properties::get, name -> null, name -> null, name -> null));
    private final List<Duration> told = new ArrayList<>();

    private void listen() {
        settings.listen(changed -> told.add(changed.delivery().retry()));
        told.clear();
    }

    @Test
    void areToldToWhoBeginsToListenAfterAChange() {
        properties.put("sluice.retry", "5s");
        settings.reload();
        settings.listen(changed -> told.add(changed.delivery().retry()));
        assertThat(told).containsExactly(Duration.ofSeconds(5));
    }

    @Test
    void keepWhatNeedsARedeployThroughSeveralChanges() {
        properties.put("sluice.writers", "7");
        for (int seconds = 5; seconds < 8; seconds++) {
            properties.put("sluice.retry", seconds + "s");
            assertThat(settings.reload().changed()).containsExactly("sluice.retry");
            assertThat(settings.now().delivery().retry()).isEqualTo(Duration.ofSeconds(seconds));
            assertThat(settings.now().delivery().writers()).isEqualTo(1_000);
        }
    }

    @Test
    void takeOverWhatMayChange() {
        listen();
        properties.put("sluice.retry", "5s");
        properties.put("sluice.role.staff.read", "a/**");
        assertThat(settings.reload().changed()).containsExactly("sluice.retry");
        assertThat(told).containsExactly(Duration.ofSeconds(5));
        assertThat(settings.now().delivery().retry()).isEqualTo(Duration.ofSeconds(5));
        properties.remove("sluice.retry");
        assertThat(settings.reload().changed()).containsExactly("sluice.retry");
        assertThat(settings.now().delivery().retry()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void tellNobodyWhereNothingHasChanged() {
        listen();
        assertThat(settings.reload().changed()).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void sayWhatNeedsARedeployAndLeaveItAsItIs() {
        properties.put("sluice.writers", "7");
        properties.put("sluice.retry", "5s");
        Outcome outcome = settings.reload();
        assertThat(outcome.redeploy()).containsExactly("sluice.writers");
        assertThat(outcome.changed()).containsExactly("sluice.retry");
        assertThat(settings.now().delivery().writers()).isEqualTo(1_000);
        assertThat(settings.reload().redeploy()).containsExactly("sluice.writers");
    }

    @Test
    void stayAsTheyAreWhenAValueCannotBeUsed() {
        listen();
        properties.put("sluice.retry", "soon");
        properties.put("sluice.heartbeat", "7s");
        assertThat(settings.reload().refused())
                .hasValueSatisfying(why -> assertThat(why).contains("sluice.retry"));
        assertThat(told).isEmpty();
        assertThat(settings.now().delivery().heartbeat()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void stayAsTheyAreWhenOneWhoListensCannotUseThem() {
        listen();
        settings.listen(changed -> {
            if (!changed.web().origins().isEmpty()) {
                throw new IllegalStateException("no origin");
            }
        });
        properties.put("sluice.origins", "nowhere");
        properties.put("sluice.retry", "5s");
        assertThat(settings.reload().refused()).contains("no origin");
        assertThat(told).containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(3));
        assertThat(settings.now().delivery().retry()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void knowWhenTheyCannotBeSeen() {
        assertThat(settings.isVisible()).isTrue();
        properties.clear();
        assertThat(settings.isVisible()).isFalse();
    }

    @Test
    void noticeAFileWithAnotherContent(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "one");
        properties.put("sluice.jdbc.password.file", file.toString());
        CurrentSettings started =
                new CurrentSettings(new ConfigSource(properties::get, name -> null, name -> null, name -> null));
        assertThat(started.reload().redeploy()).isEmpty();
        Files.writeString(file, "two");
        assertThat(started.reload().redeploy()).containsExactly("sluice.jdbc.password.file");
    }

    @Test
    void nameWhatIsNoSetting() {
        assertThat(settings.unknown(Set.of(
                        "sluice.retry",
                        "SLUICE_RETENTION_AGE",
                        "SLUICE_TOKEN_SECRET_FILE",
                        "sluice.retension.count",
                        "SLUICE_HEARTBEET")))
                .containsExactly("SLUICE_HEARTBEET", "sluice.retension.count");
    }
}

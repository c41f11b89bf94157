package dev.sluice.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    @Test
    void isClosedByDefault() {
        Settings.Grant anonymous = TestSettings.with(Map.of()).anonymous();
        assertThat(anonymous.publish()).isEmpty();
        assertThat(anonymous.read()).isEmpty();
    }

    /** An event of another node waits half of this interval on average. */
    @Test
    void looksForEventsOfOtherNodesTenTimesASecondByDefault() {
        assertThat(TestSettings.with(Map.of()).delivery().poll()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void prefersThePropertyToTheEnvironmentToTheConfigurationToTheEntry() {
        Map<String, String> environment = Map.of("SLUICE_HEARTBEAT", "20", "SLUICE_RETENTION_COUNT", "7");
        Map<String, String> config =
                Map.of("sluice.heartbeat", "30", "sluice.retention.count", "8", "sluice.retry", "9s");
        Map<String, String> entries = Map.of("sluice.retry", "10s", "sluice.drain", "11s");
        Settings settings = SettingsReader.read(new ConfigSource(
                Map.of("sluice.heartbeat", "10")::get, environment::get, config::get, entries::get)::find);
        assertThat(settings.delivery().heartbeat()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.retention().count()).isEqualTo(7);
        assertThat(settings.delivery().retry()).isEqualTo(Duration.ofSeconds(9));
        assertThat(settings.delivery().drain()).isEqualTo(Duration.ofSeconds(11));
    }

    /** A plain WildFly and a plain Open Liberty have none, like the JVM of this test. */
    @Test
    void doesWithoutMicroProfileConfig() {
        assertThat(MicroProfileConfig.value("java.version")).isNull();
        assertThat(MicroProfileConfig.names("java.")).isEmpty();
    }

    @Test
    void namesHyphenatedKeysInTheEnvironmentWithUnderscores() {
        assertThat(ConfigSource.environmentName("sluice.event.max-bytes")).isEqualTo("SLUICE_EVENT_MAX_BYTES");
    }

    @ParameterizedTest
    @CsvSource({
        "sluice.heartbeat, soon",
        "sluice.heartbeat, 0",
        "sluice.retention.age, 7w",
        "sluice.retention.count, -1",
        "sluice.retention.bytes, 1T",
        "sluice.event.max-bytes, 1000G",
        "sluice.websocket.max-subscriptions, 1.5",
        "sluice.commit.queue-bytes, much"
    })
    void namesTheKeyOfAValueThatCannotBeUsed(String key, String value) {
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> TestSettings.with(Map.of(key, value)))
                .withMessageContaining(key)
                .withMessageContaining(value.startsWith("1000") ? "between" : value);
    }

    /** An escape in a properties file can produce one. */
    @Test
    void refusesHalfACharacter() {
        String half = Character.toString(0xd83d);
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> TestSettings.with(Map.of("sluice.token.issuer", half)))
                .withMessageContaining("sluice.token.issuer")
                .withMessageContaining("unpaired surrogate");
    }

    @Test
    void refusesAnOwnerOfTheTablesBesideADataSourceOfTheServer() {
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> TestSettings.with(
                        Map.of("sluice.jdbc.data-source", "jdbc/journal", "sluice.jdbc.owner.user", "keeper")))
                .withMessageContaining("sluice.jdbc.owner.user")
                .withMessageContaining("sluice.jdbc.data-source");
    }

    @Test
    void keepsThePasswordOutOfText() {
        Settings settings = TestSettings.with(Map.of("sluice.jdbc.password", "geheim"));
        assertThat(settings.database().password()).isEqualTo("geheim");
        assertThat(settings.toString()).doesNotContain("geheim");
    }

    @Test
    void keepsAPasswordInTheUrlOutOfText() {
        Settings settings = TestSettings.with(
                Map.of("sluice.jdbc.url", "jdbc:postgresql://db/journal?user=sluice&password=geheim"));
        assertThat(settings.toString()).contains("jdbc:postgresql://db/journal").doesNotContain("geheim");
    }
}

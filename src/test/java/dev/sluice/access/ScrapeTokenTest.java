package dev.sluice.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.event.RejectedException;
import dev.sluice.settings.TestSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScrapeTokenTest {

    private static final String TOKEN = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static Access access(Map<String, String> settings) {
        return new Access(TestSettings.with(settings), new Revocations());
    }

    private static Credentials bearer(String token) {
        return new Credentials(
                List.of("Bearer " + token), Optional.empty(), Optional.empty(), Optional.empty(), role -> false);
    }

    @Test
    void readsMetricsAndNothingElse() {
        Access access = access(Map.of("sluice.metrics.token", TOKEN, "sluice.anonymous.read", "**"));
        Caller scraper = access.identifyScraper(bearer(TOKEN));
        scraper.requireMetrics();
        assertThat(scraper.mayDoSomething()).isFalse();
        assertThatThrownBy(scraper::requireAdministrator).isInstanceOf(RejectedException.class);
        assertThatThrownBy(() -> access.identify(bearer(TOKEN))).hasMessageContaining("takes no tokens");
        assertThatThrownBy(() -> access.bearerOf(TOKEN)).isInstanceOf(RejectedException.class);
    }

    @Test
    void isTakenWholeOrNotAtAll() {
        Access access = access(Map.of("sluice.metrics.token", TOKEN));
        for (String other : new String[] {TOKEN.substring(1), TOKEN + "A", TOKEN.toLowerCase(java.util.Locale.ROOT)}) {
            assertThatThrownBy(() -> access.identifyScraper(bearer(other))).isInstanceOf(RejectedException.class);
        }
        assertThatThrownBy(() -> access.identifyScraper(Credentials.NONE).requireMetrics())
                .isInstanceOf(RejectedException.class);
    }

    @Test
    void isNoneWhereNoneIsSet() {
        Access access = access(Map.of());
        assertThatThrownBy(() -> access.identifyScraper(bearer(TOKEN))).isInstanceOf(RejectedException.class);
        assertThatThrownBy(() -> access.identifyScraper(Credentials.NONE).requireMetrics())
                .isInstanceOf(RejectedException.class);
    }

    @Test
    void isNotNeededWhereAnybodyMayReadMetrics() {
        Access access = access(Map.of("sluice.metrics.open", "true"));
        access.identifyScraper(Credentials.NONE).requireMetrics();
        assertThat(access.isClosed()).isTrue();
    }

    @Test
    void hasToBeLong() {
        assertThatThrownBy(() -> access(Map.of("sluice.metrics.token", "short")))
                .hasMessageContaining("sluice.metrics.token");
        assertThatThrownBy(() -> access(Map.of("sluice.metrics.token", "a b".repeat(20))))
                .hasMessageContaining("sluice.metrics.token");
    }

    @Test
    void standsInNoText() {
        assertThat(TestSettings.with(Map.of("sluice.metrics.token", TOKEN)).toString())
                .doesNotContain(TOKEN);
    }

    @Test
    void aRoleOfTheServerMayReadMetricsAlone() {
        Access access = access(Map.of("sluice.roles", "monitor", "sluice.role.monitor.metrics", "true"));
        Caller monitor = access.identifyScraper(
                new Credentials(List.of(), Optional.empty(), Optional.empty(), Optional.of("eve"), "monitor"::equals));
        monitor.requireMetrics();
        assertThatThrownBy(monitor::requireAdministrator).isInstanceOf(RejectedException.class);
    }
}

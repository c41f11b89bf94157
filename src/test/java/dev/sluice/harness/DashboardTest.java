package dev.sluice.harness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which queries Prometheus answers with nothing, whatever there is. */
class DashboardTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max(sluice_a{instance=~\"$instance\"}) - sluice_a{instance=~\"$instance\"}",
                "sum(rate(sluice_a_total[1m])) / sluice_b",
                "sluice_a{instance=~\"$instance\"} - max(sluice_a)"
            })
    public void haveAnAggregateOfEverythingOnOneSide(String query) {
        assertThat(Dashboard.matchesNothing(query)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max by (job) (sluice_a) - on (job) group_right () sluice_a{instance=~\"$instance\"}",
                "scalar(max(sluice_a)) - sluice_a",
                "sum(rate(sluice_a_total[1m])) / sum(rate(sluice_b_total[1m]))",
                "sluice_a{instance=~\"$instance\"} / sluice_b{instance=~\"$instance\"}"
            })
    public void areNotThoseThatSayWhatBelongsTogether(String query) {
        assertThat(Dashboard.matchesNothing(query)).isFalse();
    }
}

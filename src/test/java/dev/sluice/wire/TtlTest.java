package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.event.RejectedException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TtlTest {

    @ParameterizedTest
    @CsvSource({"30, 30000", "0.5, 500", "0.001, 1", "1.25, 1250", "007, 7000"})
    void isANumberOfSeconds(String seconds, long millis) {
        assertThat(Ttl.parse(seconds)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+1", "1e3", "0.0001", "1.", ".5", "1234567890", "1s", "0", "0.000"})
    void refusesAnythingElse(String seconds) {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> Ttl.parse(seconds))
                .withMessageContaining("ttl must be");
    }
}

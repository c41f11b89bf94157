package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.event.RejectedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudEventHeaderTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "a,a",
                "`\"a, b\"`,`a, b`",
                "`\"a\\\"b\\\\\"`,`a\"b\\`",
                "`\"`,`\"`",
                "`\"a`,`\"a`",
                "`\"a\"b`,`\"a\"b`",
                "`\"a\\\"`,`\"a\\\"`",
                "Euro%20%E2%82%AC%20%F0%9F%98%80,Euro € 😀",
                "%2525,%25",
                "100%,100%",
                "%zz%4,%zz%4",
                "`\"%22\"`,`\"`"
            })
    void isWhatTheBindingSays(String header, String value) {
        assertThat(CloudEventHeader.decode(header)).isEqualTo(value);
    }

    /** A regular expression would recurse once for each character. */
    @Test
    void doesNotOverflowHoweverLongItIs() {
        String long64 = "\"" + "a\\\"".repeat(1 << 20) + "\"";
        assertThat(CloudEventHeader.decode(long64)).hasSize(2 << 20);
        assertThat(CloudEventHeader.decode("%41".repeat(1 << 20))).hasSize(1 << 20);
    }

    @Test
    void refusesBytesThatAreNoText() {
        assertThatExceptionOfType(RejectedException.class).isThrownBy(() -> CloudEventHeader.decode("%ED%A0%BD"));
        assertThatExceptionOfType(RejectedException.class).isThrownBy(() -> CloudEventHeader.decode("a%E2%82"));
    }
}

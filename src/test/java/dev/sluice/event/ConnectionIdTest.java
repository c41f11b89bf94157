package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionIdTest {

    @Test
    void isTheSameWhetherItComesAsANumberOrAsItsText() {
        LongStream.concat(LongStream.of(0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE), new Random(7).longs(1_000))
                .forEach(number -> {
                    ConnectionId id = ConnectionId.of(number);
                    ConnectionId read = new ConnectionId(id.value());
                    assertThat(read).isEqualTo(id).hasSameHashCodeAs(id);
                    assertThat(read.value()).isEqualTo(id.value()).hasSize(13);
                });
    }

    /** Base64 has several texts for one number, but the client got only one of them. */
    @Test
    void isAnotherOneForAnotherText() {
        ConnectionId id = ConnectionId.of(0);
        assertThat(id.value()).isEqualTo("c-AAAAAAAAAAA");
        assertThat(new ConnectionId("c-AAAAAAAAAAB")).isNotEqualTo(id);
        assertThat(new ConnectionId("c-AAAAAAAAAAB").value()).isEqualTo("c-AAAAAAAAAAB");
        assertThat(new ConnectionId("c-A")).isNotEqualTo(id);
        assertThat(new ConnectionId("c-7Qm2")).isEqualTo(new ConnectionId("c-7Qm2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "c-", "c-a.b", "x-AAAAAAAAAAA", "c-AAAAAAAAAAA=", "c-1234567890123456789012345678901"})
    void refusesWhatNoConnectionIsCalled(String text) {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> new ConnectionId(text))
                .satisfies(e -> assertThat(e.rejection()).isEqualTo(Rejection.PARAMETER_INVALID));
    }

    @Test
    void keepsAnEventFromTheConnectionThatPublishedItAlone() {
        DeliveryOptions options = DeliveryOptions.USUAL.notTo(ConnectionId.of(5));
        Instant now = Instant.EPOCH;
        assertThat(options.allow(new ConnectionId(ConnectionId.of(5).value()), now, now))
                .isFalse();
        assertThat(options.allow(ConnectionId.of(6), now, now)).isTrue();
        assertThat(DeliveryOptions.USUAL.allow(ConnectionId.of(5), now, now)).isTrue();
    }
}

package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeliveryOptionsTest {

    private static final Instant PUBLISHED = Instant.parse("2026-11-21T08:00:00Z");
    private static final ConnectionId READER = ConnectionId.of(1);
    private static final ConnectionId PUBLISHER = ConnectionId.of(2);

    @Test
    void deliverUntilTheTimeToLiveIsOver() {
        DeliveryOptions options = new DeliveryOptions(Duration.ofSeconds(30), false, Optional.empty());
        assertThat(options.allow(READER, PUBLISHED, PUBLISHED.plusSeconds(30))).isTrue();
        assertThat(options.allow(READER, PUBLISHED, PUBLISHED.plusSeconds(30).plusMillis(1)))
                .isFalse();
    }

    @Test
    void deliverForEverByDefault() {
        assertThat(DeliveryOptions.USUAL.allow(READER, PUBLISHED, PUBLISHED.plus(Duration.ofDays(10_000))))
                .isTrue();
    }

    @Test
    void excludeTheNamedConnectionOnly() {
        DeliveryOptions options = DeliveryOptions.USUAL.notTo(PUBLISHER);
        assertThat(options.allow(PUBLISHER, PUBLISHED, PUBLISHED)).isFalse();
        assertThat(options.allow(READER, PUBLISHED, PUBLISHED)).isTrue();
    }

    @Test
    void refuseATimeToLiveThatNoInstantCanHold() {
        for (Duration ttl : new Duration[] {Duration.ofSeconds(-1), Duration.ofDays(3_651)}) {
            assertThatExceptionOfType(RejectedException.class)
                    .isThrownBy(() -> DeliveryOptions.USUAL.withTtl(ttl))
                    .withMessageContaining("ttl must be between");
        }
    }
}

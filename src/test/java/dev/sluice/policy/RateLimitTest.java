package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    /** A second refills one: nothing comes back while the test runs that it could take for a fault. */
    private final RateLimit limit = new RateLimit(1, 3, "calls a second are taken from one address");

    @Test
    void takesABurstAndThenSaysWhenToComeBack() {
        limit.require("a", 3);
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> limit.require("a", 3))
                .withMessageContaining("at most 1 calls a second are taken from one address")
                .satisfies(refused -> {
                    assertThat(refused.rejection()).isEqualTo(Rejection.RATE_LIMITED);
                    assertThat(refused.retrySeconds()).isBetween(1L, 3L);
                });
    }

    @Test
    void countsEachKeyByItself() {
        limit.require("a", 3);
        assertThatCode(() -> limit.require("b", 3)).doesNotThrowAnyException();
    }

    @Test
    void hasRoomAgainForWhatIsGivenBack() {
        limit.require("a", 3);
        limit.refund("a", 2);
        assertThatCode(() -> limit.require("a", 2)).doesNotThrowAnyException();
    }

    @Test
    void keepsItsCountsUnlessTheLimitIsAnotherOne() {
        assertThat(limit.replacedBy(new RateLimit(1, 3, "the same"))).isSameAs(limit);
        assertThat(limit.replacedBy(new RateLimit(2, 3, "another"))).isNotSameAs(limit);
        assertThat(limit.replacedBy(new RateLimit(1, 4, "another"))).isNotSameAs(limit);
    }
}

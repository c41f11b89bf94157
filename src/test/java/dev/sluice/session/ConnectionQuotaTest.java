package dev.sluice.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import org.junit.jupiter.api.Test;

class ConnectionQuotaTest {

    private final ConnectionQuota quota = new ConnectionQuota(2, "one subject");

    private void assertFull(String key) {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> quota.acquire(key))
                .withMessage("one subject has at most 2 connections at once")
                .satisfies(refused -> {
                    assertThat(refused.rejection()).isEqualTo(Rejection.TOO_MANY_CONNECTIONS);
                    assertThat(refused.retrySeconds()).isEqualTo(10);
                });
        assertThatExceptionOfType(RejectedException.class).isThrownBy(() -> quota.requireAvailable(key));
    }

    @Test
    void limitsEachKeyByItself() {
        quota.acquire("ann");
        quota.requireAvailable("ann");
        quota.acquire("ann");
        assertFull("ann");
        assertThatCode(() -> quota.acquire("bob")).doesNotThrowAnyException();
    }

    @Test
    void doesNotCountARefusedConnection() {
        quota.acquire("ann");
        quota.acquire("ann");
        assertFull("ann");
        quota.release("ann");
        assertThatCode(() -> quota.acquire("ann")).doesNotThrowAnyException();
        assertFull("ann");
    }

    @Test
    void sharesOneInstanceOfAKey() {
        String first = new String("ann");
        quota.acquire(first);
        assertThat(quota.acquire(new String("ann"))).isSameAs(first);
    }

    @Test
    void takesAChangedLimitIntoAccountAtOnce() {
        quota.acquire("ann");
        quota.change(1);
        assertThatExceptionOfType(RejectedException.class).isThrownBy(() -> quota.acquire("ann"));
    }
}

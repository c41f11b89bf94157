package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.Caller;
import dev.sluice.access.Grants;
import dev.sluice.access.Visitor;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SharesTest {

    private final Shares shares = new Shares(3, 2);

    private static Visitor subject(String name) {
        return new Visitor(new Caller(Optional.of(name), Grants.NONE, Optional.empty()), "192.0.2.1");
    }

    private static Visitor address(String address) {
        return new Visitor(new Caller(Optional.empty(), Grants.NONE, Optional.empty()), address);
    }

    @Test
    void leavesSomeForOthers() {
        assertThat(shares.take(subject("a"))).isPresent();
        assertThat(shares.take(subject("a"))).isPresent();
        assertThat(shares.take(subject("a"))).isEmpty();
        assertThat(shares.take(subject("b"))).isPresent();
        assertThat(shares.take(subject("c"))).isEmpty();
    }

    @Test
    void countsAnAddressWhereThereIsNoSubject() {
        assertThat(shares.take(address("192.0.2.1"))).isPresent();
        assertThat(shares.take(address("192.0.2.1"))).isPresent();
        assertThat(shares.take(address("192.0.2.1"))).isEmpty();
        assertThat(shares.take(subject("192.0.2.1"))).isPresent();
    }

    @Test
    void takesOneBackOnce() {
        Shares.Share first = shares.take(subject("a")).orElseThrow();
        shares.take(subject("a")).orElseThrow();
        first.close();
        first.close();
        assertThat(shares.take(subject("a"))).isPresent();
        assertThat(shares.take(subject("a"))).isEmpty();
    }

    @Test
    void followsAChange() {
        shares.change(1, 1);
        assertThat(shares.take(subject("a"))).isPresent();
        assertThat(shares.take(subject("b"))).isEmpty();
    }
}

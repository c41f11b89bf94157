package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.Caller;
import dev.sluice.access.Grants;
import dev.sluice.access.Visitor;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BulkheadTest {

    private final Bulkhead bulkhead = new Bulkhead(3, 2);

    private static Visitor subject(String name) {
        return new Visitor(new Caller(Optional.of(name), Grants.NONE, Optional.empty()), "192.0.2.1");
    }

    private static Visitor address(String address) {
        return new Visitor(new Caller(Optional.empty(), Grants.NONE, Optional.empty()), address);
    }

    @Test
    void leavesSomeForOthers() {
        assertThat(bulkhead.tryAcquire(subject("a"))).isPresent();
        assertThat(bulkhead.tryAcquire(subject("a"))).isPresent();
        assertThat(bulkhead.tryAcquire(subject("a"))).isEmpty();
        assertThat(bulkhead.tryAcquire(subject("b"))).isPresent();
        assertThat(bulkhead.tryAcquire(subject("c"))).isEmpty();
    }

    @Test
    void countsAnAddressWhereThereIsNoSubject() {
        assertThat(bulkhead.tryAcquire(address("192.0.2.1"))).isPresent();
        assertThat(bulkhead.tryAcquire(address("192.0.2.1"))).isPresent();
        assertThat(bulkhead.tryAcquire(address("192.0.2.1"))).isEmpty();
        assertThat(bulkhead.tryAcquire(subject("192.0.2.1"))).isPresent();
    }

    @Test
    void takesOneBackOnce() {
        Bulkhead.Permit first = bulkhead.tryAcquire(subject("a")).orElseThrow();
        bulkhead.tryAcquire(subject("a")).orElseThrow();
        first.close();
        first.close();
        assertThat(bulkhead.tryAcquire(subject("a"))).isPresent();
        assertThat(bulkhead.tryAcquire(subject("a"))).isEmpty();
    }

    @Test
    void followsAChange() {
        bulkhead.change(1, 1);
        assertThat(bulkhead.tryAcquire(subject("a"))).isPresent();
        assertThat(bulkhead.tryAcquire(subject("b"))).isEmpty();
    }
}

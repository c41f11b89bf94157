package dev.sluice.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateWindowTest {

    private final AtomicLong counted = new AtomicLong();
    private final RateWindow rate = new RateWindow(counted::get);

    private void look(int second, long value) {
        counted.set(value);
        rate.sample(TimeUnit.SECONDS.toNanos(second));
    }

    @Test
    void isNothingBeforeThereIsSomethingToCompare() {
        look(0, 500);
        assertThat(rate.perSecond()).isZero();
    }

    @Test
    void isThatOfTheLastTenSeconds() {
        look(0, 1_000_000);
        for (int second = 1; second <= 12; second++) {
            look(second, 1_000_000 + second * 20L);
        }
        assertThat(rate.perSecond()).isEqualTo(20);
    }
}

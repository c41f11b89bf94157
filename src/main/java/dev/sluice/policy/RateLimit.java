package dev.sluice.policy;

import static dev.sluice.event.Rejection.RATE_LIMITED;

import dev.sluice.event.RejectedException;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A token bucket for each key: a rate on average, and a burst at once. Any thread may call. */
public final class RateLimit {

    /** After so many calls, full buckets are dropped. */
    private static final int SWEEP = 10_000;

    private final int rate;
    private final int burst;
    private final String what;
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();

    /**
     * @param rate in a second
     * @param burst what must fit at once, if that is more
     * @param what is counted, and for which key, as it follows the rate in the refusal
     */
    public RateLimit(int rate, int burst, String what) {
        this.rate = rate;
        this.burst = Math.max(rate, burst);
        this.what = what;
    }

    /** The other one, unless that is the same. */
    public RateLimit or(RateLimit other) {
        return other.rate == rate && other.burst == burst ? this : other;
    }

    /** @throws RejectedException {@code rate-limited}, with the time after which there is room for as many */
    public void require(String key, int amount) {
        if (calls.incrementAndGet() % SWEEP == 0) {
            // a full bucket is as good as none
            buckets.values().removeIf(bucket -> bucket.getAvailableTokens() >= burst);
        }
        ConsumptionProbe probe = buckets.computeIfAbsent(key, same -> bucket()).tryConsumeAndReturnRemaining(amount);
        if (!probe.isConsumed()) {
            throw RATE_LIMITED
                    .because("at most " + rate + " " + what)
                    .after(Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
    }

    public void giveBack(String key, int amount) {
        Bucket bucket = buckets.get(key);
        if (bucket != null) {
            bucket.addTokens(amount);
        }
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(burst).refillGreedy(rate, Duration.ofSeconds(1)))
                .build();
    }
}

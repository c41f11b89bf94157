package dev.sluice.policy;

import static dev.sluice.event.Rejection.RATE_LIMITED;

import dev.sluice.event.RejectedException;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A token bucket for each key, with an average rate and a burst. Any thread may call. */
public final class RateLimit {

    /** The number of calls between two removals of full buckets. */
    private static final int CALLS_PER_SWEEP = 10_000;

    private final int rate;
    private final int burst;
    private final String description;
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();

    /**
     * @param rate per second
     * @param burst the amount that is accepted at once; the rate if that is larger
     * @param description of the counted calls and their key; follows the rate in the error message
     */
    public RateLimit(int rate, int burst, String description) {
        this.rate = rate;
        this.burst = Math.max(rate, burst);
        this.description = description;
    }

    /** Gives the other limit if it differs; otherwise this one, which keeps its counts. */
    public RateLimit replacedBy(RateLimit other) {
        return other.rate == rate && other.burst == burst ? this : other;
    }

    /** @throws RejectedException {@code rate-limited}, with the time after which the amount is available */
    public void require(String key, int amount) {
        if (calls.incrementAndGet() % CALLS_PER_SWEEP == 0) {
            // a missing bucket is the same as a full one
            buckets.values().removeIf(bucket -> bucket.getAvailableTokens() >= burst);
        }
        ConsumptionProbe probe = buckets.computeIfAbsent(key, same -> bucket()).tryConsumeAndReturnRemaining(amount);
        if (!probe.isConsumed()) {
            throw RATE_LIMITED
                    .because("at most " + rate + " " + description)
                    .after(Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
    }

    public void refund(String key, int amount) {
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

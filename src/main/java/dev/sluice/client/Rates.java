package dev.sluice.client;

import static dev.sluice.event.Rejection.RATE_LIMITED;

import dev.sluice.access.Visitor;
import dev.sluice.event.RejectedException;
import dev.sluice.settings.CurrentSettings;
import dev.sluice.settings.Settings;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many events, states of members and messages of WebSockets are taken a second: from one address, and by one subject; on
 * average, and so many at once.
 */
@Singleton
public class Rates {

    /** After so many questions, those who have not asked for a while are forgotten. */
    private static final int SWEEP = 10_000;

    private volatile Limit ofAddress;
    private volatile Limit ofSubject;

    @Inject
    public Rates(Settings settings) {
        ofAddress = Limit.ofAddress(settings);
        ofSubject = Limit.ofSubject(settings);
    }

    @Inject
    void follow(CurrentSettings current) {
        current.listen(this::change);
    }

    /** Whoever has used up what there was begins anew, if the rate is another one. */
    private void change(Settings settings) {
        ofAddress = ofAddress.or(Limit.ofAddress(settings));
        ofSubject = ofSubject.or(Limit.ofSubject(settings));
    }

    /** @throws RejectedException {@code rate-limited}, with the time after which there is room for as many */
    public void require(Visitor visitor, int events) {
        Optional<String> subject = visitor.caller().subject();
        // first, so that one who is refused takes nothing from others at the same address
        subject.ifPresent(who -> ofSubject.require(who, events));
        try {
            ofAddress.require(visitor.address(), events);
        } catch (RejectedException e) {
            subject.ifPresent(who -> ofSubject.giveBack(who, events));
            throw e;
        }
    }

    private static final class Limit {

        private final int rate;
        private final int burst;
        private final String whose;
        private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
        private final AtomicInteger questions = new AtomicInteger();

        /** @param batch the largest one must not be too large for ever */
        Limit(int rate, int batch, String whose) {
            this.rate = rate;
            this.burst = Math.max(rate, batch);
            this.whose = whose;
        }

        static Limit ofAddress(Settings settings) {
            return new Limit(settings.clients().addressRate(), settings.limits().batchEvents(), "from one address");
        }

        static Limit ofSubject(Settings settings) {
            return new Limit(settings.clients().subjectRate(), settings.limits().batchEvents(), "by one subject");
        }

        /** The other one, unless that is the same. */
        Limit or(Limit other) {
            return other.rate == rate ? this : other;
        }

        void require(String who, int events) {
            if (questions.incrementAndGet() % SWEEP == 0) {
                // a full bucket is as good as none
                buckets.values().removeIf(bucket -> bucket.getAvailableTokens() >= burst);
            }
            ConsumptionProbe probe =
                    buckets.computeIfAbsent(who, same -> bucket()).tryConsumeAndReturnRemaining(events);
            if (!probe.isConsumed()) {
                throw RATE_LIMITED
                        .because("at most " + rate + " events and messages a second are taken " + whose)
                        .after(Duration.ofNanos(probe.getNanosToWaitForRefill()));
            }
        }

        void giveBack(String who, int events) {
            Bucket bucket = buckets.get(who);
            if (bucket != null) {
                bucket.addTokens(events);
            }
        }

        private Bucket bucket() {
            return Bucket.builder()
                    .addLimit(limit -> limit.capacity(burst).refillGreedy(rate, Duration.ofSeconds(1)))
                    .build();
        }
    }
}

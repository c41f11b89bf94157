package dev.sluice.admin;

import dev.sluice.hub.CallerKey;
import dev.sluice.hub.Hub;
import dev.sluice.hub.SubscriptionStatus;
import dev.sluice.journal.TopicDirectory;
import dev.sluice.runtime.NodeClock;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Gives the age of the oldest event that a subscription has not delivered yet. Event times that are not in memory are read from the
 * journal in one query, on a reader thread and within the caller's share of the reads. Any thread may call.
 */
@Singleton
class Lags {

    private final Hub hub;
    private final TopicDirectory directory;
    private final Clock clock;

    @Inject
    Lags(Hub hub, TopicDirectory directory, @NodeClock Clock clock) {
        this.clock = clock;
        this.hub = hub;
        this.directory = directory;
    }

    /** @throws dev.sluice.event.RejectedException {@code journal-unavailable} if times are missing and the journal cannot be read */
    Function<SubscriptionStatus, Duration> of(Collection<SubscriptionStatus> readings, CallerKey caller) {
        Instant now = clock.instant();
        Set<Long> missing = readings.stream()
                .filter(status -> status.lag() > 0 && status.since().isEmpty())
                .map(Lags::next)
                .collect(Collectors.toSet());
        Map<Long, Instant> times = missing.isEmpty() ? Map.of() : hub.find(caller, directory.timesOf(missing));
        return status -> {
            Instant since = status.since().orElseGet(() -> times.get(next(status)));
            boolean behind = status.lag() > 0 && since != null && since.isBefore(now);
            return behind ? Duration.between(since, now) : Duration.ZERO;
        };
    }

    private static long next(SubscriptionStatus status) {
        return status.cursor().position() + 1;
    }
}

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
 * Tells how old the oldest event is that a subscription has not got. The times that memory does not know are asked of the journal all
 * at once, by a reader, in the turn of the caller who wants to know; if none are missing, the journal is not asked.
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

    /** @throws dev.sluice.event.RejectedException {@code journal-unavailable} if times are missing that the journal does not tell */
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

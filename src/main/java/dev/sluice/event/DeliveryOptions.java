package dev.sluice.event;

import static dev.sluice.event.Rejection.PARAMETER_INVALID;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * To whom an event goes, and for how long.
 *
 * @param ttl when this has passed, nobody gets the event any more; {@link Duration#ZERO} for no such limit
 * @param completes whether it is the last event of its topic
 * @param notTo the connection that published it, if it does not want it back
 */
public record DeliveryOptions(Duration ttl, boolean completes, Optional<ConnectionId> notTo) {

    private static final Duration LONGEST = Duration.ofDays(3650);

    /** To everybody, for as long as the journal keeps it. */
    public static final DeliveryOptions USUAL = new DeliveryOptions(Duration.ZERO, false, Optional.empty());

    public DeliveryOptions {
        if (ttl.isNegative() || ttl.compareTo(LONGEST) > 0) {
            throw PARAMETER_INVALID.because("a time to live has at most " + LONGEST.toSeconds() + " seconds");
        }
    }

    public boolean areUsual() {
        return this == USUAL || equals(USUAL);
    }

    /** Whether a connection is to get at this moment what was published with these terms at another. */
    public boolean allow(ConnectionId connection, Instant published, Instant now) {
        return !(notTo.isPresent() && notTo.get().equals(connection)) && !haveRunOut(published, now);
    }

    public boolean haveRunOut(Instant published, Instant now) {
        return !ttl.isZero() && published.plus(ttl).isBefore(now);
    }

    DeliveryOptions withTtl(Duration newTtl) {
        return new DeliveryOptions(newTtl, completes, notTo);
    }

    DeliveryOptions completing() {
        return new DeliveryOptions(ttl, true, notTo);
    }

    DeliveryOptions notTo(ConnectionId connection) {
        return new DeliveryOptions(ttl, completes, Optional.of(connection));
    }
}

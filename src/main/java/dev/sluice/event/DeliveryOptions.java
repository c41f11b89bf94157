package dev.sluice.event;

import static dev.sluice.event.Rejection.PARAMETER_INVALID;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Options for the delivery of one event. Set them on a draft: {@link Draft#withTtl}, {@link Draft#completing} and
 * {@link Draft#notTo}.
 *
 * <p>Example: {@code new DeliveryOptions(Duration.ofSeconds(30), false, Optional.empty())}
 *
 * @param ttl the time after which the event is no longer delivered; {@link Duration#ZERO} for no limit
 * @param completes whether the event is the last one of its topic
 * @param notTo a connection that does not get the event, usually the connection that published it
 */
public record DeliveryOptions(Duration ttl, boolean completes, Optional<ConnectionId> notTo) {

    private static final Duration LONGEST = Duration.ofDays(3650);

    /** Delivery to all subscribers, for as long as the journal keeps the event. */
    public static final DeliveryOptions USUAL = new DeliveryOptions(Duration.ZERO, false, Optional.empty());

    public DeliveryOptions {
        if (ttl.isNegative() || ttl.compareTo(LONGEST) > 0) {
            throw PARAMETER_INVALID.because("ttl must be between 0 and " + LONGEST.toSeconds() + " seconds");
        }
    }

    /** Whether these are the default options, {@link #USUAL}. */
    public boolean areUsual() {
        return this == USUAL || equals(USUAL);
    }

    /**
     * Whether an event with these options may be delivered.
     *
     * @param connection the receiver
     * @param published when the event was published
     * @param now the time of the delivery
     */
    public boolean allow(ConnectionId connection, Instant published, Instant now) {
        return !(notTo.isPresent() && notTo.get().equals(connection)) && !haveRunOut(published, now);
    }

    /** Whether the time to live of an event that was published then is over now. */
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

package dev.sluice.event;

import static dev.sluice.event.Rejection.PARAMETER_INVALID;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * A submission of a publisher; the journal turns it into an {@link Event}.
 *
 * <p>{@code new Draft(new Topic("orders/42"), Payload.text(ContentType.JSON, "{}"))} is enough; the rest is added by
 * {@code with…}.
 *
 * @param precondition the condition of publishing
 */
public record Draft(
        Content content, DeliveryOptions options, Optional<IdempotencyKey> key, Optional<Precondition> precondition) {

    public Draft {
        content.topic().requirePublishable();
    }

    public Draft(Content content) {
        this(content, DeliveryOptions.USUAL, Optional.empty(), Optional.empty());
    }

    public Draft(Topic topic, Payload payload) {
        this(new Content(topic, EventType.NONE, payload));
    }

    public Topic topic() {
        return content.topic();
    }

    public Payload payload() {
        return content.payload();
    }

    /** Changed by a value, if there is one. */
    public <T> Draft given(Optional<T> value, BiFunction<Draft, T, Draft> change) {
        return value.map(present -> change.apply(this, present)).orElse(this);
    }

    public Draft withType(EventType type) {
        return with(new Content(topic(), content.eventKey(), type, payload(), content.attributes()));
    }

    public Draft withPayload(Payload payload) {
        return with(new Content(topic(), content.eventKey(), content.type(), payload, content.attributes()));
    }

    /** The key of the event within its topic. */
    public Draft about(EventKey eventKey) {
        return with(new Content(topic(), eventKey, content.type(), payload(), content.attributes()));
    }

    /** As a part of this trace, unless it says itself of which. */
    public Draft tracedBy(Trace trace) {
        return with(content.with(content.attributes().with(trace)));
    }

    private Draft with(Content newContent) {
        return new Draft(newContent, options, key, precondition);
    }

    public Draft withKey(IdempotencyKey newKey) {
        return new Draft(content, options, Optional.of(newKey), precondition);
    }

    /** The time to live: later the event is not delivered. */
    public Draft withTtl(Duration ttl) {
        return with(options.withTtl(ttl));
    }

    /** It is to be the last event of its topic. */
    public Draft completing() {
        return with(options.completing());
    }

    /** Everybody may get it but this connection. */
    public Draft notTo(ConnectionId connection) {
        return with(options.notTo(connection));
    }

    private Draft with(DeliveryOptions newTerms) {
        return new Draft(content, newTerms, key, precondition);
    }

    public Draft expecting(Precondition newExpectation) {
        return new Draft(content, options, key, Optional.of(newExpectation));
    }

    /** Whether it would publish the same thing. */
    public boolean sameContentAs(Event event) {
        return content.saysTheSameAs(event.content())
                && options.completes() == event.options().completes();
    }

    /** Whether both would publish the same thing. */
    public boolean sameContentAs(Draft other) {
        return content.saysTheSameAs(other.content) && options.completes() == other.options.completes();
    }

    /**
     * As an event that no journal keeps.
     *
     * @throws RejectedException if it asks for something that only the journal can do
     */
    public VolatileEvent unjournaled(Instant now) {
        if (key.isPresent() || precondition.isPresent() || options.completes()) {
            throw PARAMETER_INVALID.because(
                    "a volatile event has no idempotency key and no expected position, and completes no topic");
        }
        return new VolatileEvent(now, content, options);
    }
}

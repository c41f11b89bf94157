package dev.sluice.event;

import static dev.sluice.event.Rejection.PARAMETER_INVALID;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * An event that a publisher submits. The journal gives it a position and a time, and so turns it into an {@link Event}.
 *
 * <p>A topic and a payload are enough. Each other method returns a changed copy:
 *
 * <pre>{@code
 * Draft draft = new Draft(new Topic("orders/42"), Payload.text(ContentType.JSON, "{\"state\":\"paid\"}"))
 *         .withType(new EventType("paid"))
 *         .withKey(new IdempotencyKey("payment-4711"))
 *         .withTtl(Duration.ofMinutes(10));
 * }</pre>
 *
 * @param content the topic, the type, the data and the attributes
 * @param options to which connections, and for how long, the event is delivered
 * @param key prevents a second event when the publisher sends the same draft again
 * @param precondition must hold, or the event is not published
 */
public record Draft(
        Content content, DeliveryOptions options, Optional<IdempotencyKey> key, Optional<Precondition> precondition) {

    /** @throws RejectedException {@code topic-invalid} if the topic is reserved for the gateway */
    public Draft {
        content.topic().requirePublishable();
    }

    /** A draft with default options, without a key and a precondition. */
    public Draft(Content content) {
        this(content, DeliveryOptions.USUAL, Optional.empty(), Optional.empty());
    }

    /** A draft without a type, with default options. */
    public Draft(Topic topic, Payload payload) {
        this(new Content(topic, EventType.NONE, payload));
    }

    public Topic topic() {
        return content.topic();
    }

    public Payload payload() {
        return content.payload();
    }

    /** Applies a change if its value is present: {@code draft.given(type, Draft::withType)}. */
    public <T> Draft given(Optional<T> value, BiFunction<Draft, T, Draft> change) {
        return value.map(present -> change.apply(this, present)).orElse(this);
    }

    /** Sets the event type. */
    public Draft withType(EventType type) {
        return with(new Content(topic(), content.eventKey(), type, payload(), content.attributes()));
    }

    /** Replaces the data. */
    public Draft withPayload(Payload payload) {
        return with(new Content(topic(), content.eventKey(), content.type(), payload, content.attributes()));
    }

    /** Sets the key of the event within its topic. */
    public Draft about(EventKey eventKey) {
        return with(new Content(topic(), eventKey, content.type(), payload(), content.attributes()));
    }

    /** Adds the event to a trace, unless its attributes name a trace already. */
    public Draft tracedBy(Trace trace) {
        return with(content.with(content.attributes().with(trace)));
    }

    private Draft with(Content newContent) {
        return new Draft(newContent, options, key, precondition);
    }

    /** Sets the idempotency key: the journal publishes only one event with this key. */
    public Draft withKey(IdempotencyKey newKey) {
        return new Draft(content, options, Optional.of(newKey), precondition);
    }

    /**
     * Sets the time to live: after it, the event is no longer delivered.
     *
     * @throws RejectedException {@code parameter-invalid} if it is negative or longer than ten years
     */
    public Draft withTtl(Duration ttl) {
        return with(options.withTtl(ttl));
    }

    /** Makes this the last event of its topic: later publishes to the topic are rejected with {@code topic-complete}. */
    public Draft completing() {
        return with(options.completing());
    }

    /** Excludes a connection from the delivery. */
    public Draft notTo(ConnectionId connection) {
        return with(options.notTo(connection));
    }

    private Draft with(DeliveryOptions newOptions) {
        return new Draft(content, newOptions, key, precondition);
    }

    /** Sets a condition: if it does not hold at the commit, the draft is rejected with {@code precondition-failed}. */
    public Draft expecting(Precondition newPrecondition) {
        return new Draft(content, options, key, Optional.of(newPrecondition));
    }

    /** Whether the event has the content of this draft, apart from the trace. */
    public boolean sameContentAs(Event event) {
        return content.saysTheSameAs(event.content())
                && options.completes() == event.options().completes();
    }

    /** Whether both drafts have the same content, apart from the trace. */
    public boolean sameContentAs(Draft other) {
        return content.saysTheSameAs(other.content) && options.completes() == other.options.completes();
    }

    /**
     * Converts the draft to a volatile event, which is not kept in the journal.
     *
     * @throws RejectedException {@code parameter-invalid} if the draft has a key or a precondition, or completes its topic:
     *     only the journal can do that
     */
    public VolatileEvent unjournaled(Instant now) {
        if (key.isPresent() || precondition.isPresent() || options.completes()) {
            throw PARAMETER_INVALID.because(
                    "a volatile event cannot have an idempotency key or a precondition, and cannot complete a topic");
        }
        return new VolatileEvent(now, content, options);
    }
}

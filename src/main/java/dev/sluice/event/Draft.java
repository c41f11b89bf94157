package dev.sluice.event;

import java.util.Optional;

/**
 * What a publisher submits; the journal makes an {@link Event} of it.
 *
 * <p>{@code new Draft(new Topic("orders/42"), Payload.text(ContentType.JSON, "{}"))} is enough; the rest is added by
 * {@code with…}.
 */
public record Draft(Topic topic, EventType type, Payload payload, Optional<IdempotencyKey> key) {

    public Draft {
        topic.requirePublishable();
    }

    public Draft(Topic topic, Payload payload) {
        this(topic, EventType.NONE, payload, Optional.empty());
    }

    public Draft withType(EventType newType) {
        return new Draft(topic, newType, payload, key);
    }

    public Draft withKey(IdempotencyKey newKey) {
        return new Draft(topic, type, payload, Optional.of(newKey));
    }

    /** Whether the other one would publish the same thing. */
    public boolean sameContentAs(Event event) {
        return topic.equals(event.topic()) && type.equals(event.type()) && payload.equals(event.payload());
    }
}

package dev.sluice.outbox;

import static dev.sluice.event.Rejection.BODY_INVALID;

import dev.sluice.event.Attributes;
import dev.sluice.event.Content;
import dev.sluice.event.ContentType;
import dev.sluice.event.DeliveryOptions;
import dev.sluice.event.Draft;
import dev.sluice.event.EventKey;
import dev.sluice.event.EventType;
import dev.sluice.event.IdempotencyKey;
import dev.sluice.event.Payload;
import dev.sluice.event.Topic;
import dev.sluice.wire.Ttl;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/**
 * A row of the outbox as it was found: nobody has checked anything yet. Nulls are what the writer left out.
 *
 * @param ttlSeconds as text, since PostgreSQL has numbers that are none
 */
record OutboxRow(
        long id,
        String topic,
        String type,
        String eventKey,
        String contentType,
        String text,
        byte[] bytes,
        String idempotencyKey,
        String ttlSeconds,
        boolean completes,
        String attributes) {

    /** Decimals of a second. */
    private static final int MILLIS = 3;

    /** Of a draft; its payload goes as bytes, whatever it is. */
    static OutboxRow of(Draft draft) {
        Content content = draft.content();
        DeliveryOptions options = draft.options();
        return new OutboxRow(
                0,
                content.topic().value(),
                content.type().value(),
                content.eventKey().value(),
                content.payload().contentType().value(),
                null,
                content.payload().bytes(),
                draft.key().map(IdempotencyKey::value).orElse(null),
                options.ttl().isZero()
                        ? null
                        : BigDecimal.valueOf(options.ttl().toMillis(), MILLIS).toPlainString(),
                options.completes(),
                content.attributes().members());
    }

    /**
     * Gives the draft of the row.
     *
     * @param ownKey for a row that has none, so that it is published once however often it is moved
     * @throws dev.sluice.event.RejectedException if it cannot be
     */
    Draft draft(String ownKey) {
        Content content = new Content(
                new Topic(topic),
                new EventKey(orEmpty(eventKey)),
                new EventType(orEmpty(type)),
                payload(),
                new Attributes(orEmpty(attributes)));
        Draft draft = new Draft(content)
                .withKey(new IdempotencyKey(idempotencyKey == null ? ownKey : idempotencyKey))
                .given(ttl(), Draft::withTtl);
        return completes ? draft.completing() : draft;
    }

    private Optional<Duration> ttl() {
        return Optional.ofNullable(ttlSeconds).map(Ttl::parse);
    }

    private Payload payload() {
        if ((text == null) == (bytes == null)) {
            throw BODY_INVALID.because("a row of the outbox has either data or bytes");
        }
        ContentType type = contentType == null ? ContentType.JSON : new ContentType(contentType);
        return bytes == null ? Payload.text(type, text) : new Payload(type, bytes);
    }

    private static String orEmpty(String value) {
        return value == null ? "" : value;
    }
}

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
 * A row of the outbox as the application has written it, unchecked. Columns that the application has left out are null.
 *
 * @param eventKey the column {@code subject}
 * @param text the column {@code data}
 * @param ttlSeconds as text, because a number of PostgreSQL may be {@code NaN}
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

    /** The number of decimals of a second. */
    private static final int SCALE = 3;

    /** Returns the row for a draft. The payload is stored as bytes, even if it is text. */
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
                        : BigDecimal.valueOf(options.ttl().toMillis(), SCALE).toPlainString(),
                options.completes(),
                content.attributes().members());
    }

    /**
     * Returns the draft of the row.
     *
     * @param defaultKey the idempotency key if the row has none: a row that is relayed twice is published once
     * @throws dev.sluice.event.RejectedException if a column is invalid
     */
    Draft draft(String defaultKey) {
        Content content = new Content(
                new Topic(topic),
                new EventKey(orEmpty(eventKey)),
                new EventType(orEmpty(type)),
                payload(),
                new Attributes(orEmpty(attributes)));
        Draft draft = new Draft(content)
                .withKey(new IdempotencyKey(idempotencyKey == null ? defaultKey : idempotencyKey))
                .given(ttl(), Draft::withTtl);
        return completes ? draft.completing() : draft;
    }

    private Optional<Duration> ttl() {
        return Optional.ofNullable(ttlSeconds).map(Ttl::parse);
    }

    private Payload payload() {
        if ((text == null) == (bytes == null)) {
            throw BODY_INVALID.because("a row of the outbox has either data or bytes, and not both or neither");
        }
        ContentType type = contentType == null ? ContentType.JSON : new ContentType(contentType);
        return bytes == null ? Payload.text(type, text) : new Payload(type, bytes);
    }

    private static String orEmpty(String value) {
        return value == null ? "" : value;
    }
}

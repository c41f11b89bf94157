package dev.sluice.event;

/**
 * The content that a draft, a journaled event and a volatile event have in common.
 *
 * <p>Example: {@code new Content(new Topic("orders/42"), new EventType("created"), Payload.text(ContentType.JSON, "{}"))}
 *
 * @param eventKey the key within the topic; {@link EventKey#NONE} if there is none
 * @param attributes further attributes; {@link Attributes#NONE} if there are none
 */
public record Content(Topic topic, EventKey eventKey, EventType type, Payload payload, Attributes attributes) {

    /** Content without a key and without attributes. */
    public Content(Topic topic, EventType type, Payload payload) {
        this(topic, EventKey.NONE, type, payload, Attributes.NONE);
    }

    Content with(Attributes newAttributes) {
        return new Content(topic, eventKey, type, payload, newAttributes);
    }

    /** Whether both contents are equal, apart from the trace: each retry of a publisher has a trace of its own. */
    boolean saysTheSameAs(Content other) {
        return with(attributes.untraced()).equals(other.with(other.attributes.untraced()));
    }
}

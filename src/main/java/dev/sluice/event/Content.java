package dev.sluice.event;

/**
 * The content that a draft, a journaled event and a volatile event have in common.
 *
 * @param eventKey the key within the topic; {@link EventKey#NONE} if there is none
 * @param attributes further attributes
 */
public record Content(Topic topic, EventKey eventKey, EventType type, Payload payload, Attributes attributes) {

    public Content(Topic topic, EventType type, Payload payload) {
        this(topic, EventKey.NONE, type, payload, Attributes.NONE);
    }

    Content with(Attributes newAttributes) {
        return new Content(topic, eventKey, type, payload, newAttributes);
    }

    /** Whether it says the same: in which trace is no part of that, since each try of a publisher has one of its own. */
    boolean saysTheSameAs(Content other) {
        return with(attributes.untraced()).equals(other.with(other.attributes.untraced()));
    }
}

package dev.sluice.event;

/**
 * What is said: that which a draft, a journaled event and a volatile one have in common.
 *
 * @param subject what in the topic it is about; {@link EventKey#NONE} if the topic is about one thing
 * @param attributes what else the publisher says of it
 */
public record Content(Topic topic, EventKey subject, EventType type, Payload payload, Attributes attributes) {

    public Content(Topic topic, EventType type, Payload payload) {
        this(topic, EventKey.NONE, type, payload, Attributes.NONE);
    }

    Content with(Attributes newAttributes) {
        return new Content(topic, subject, type, payload, newAttributes);
    }

    /** Whether it says the same: in which trace is no part of that, since each try of a publisher has one of its own. */
    boolean saysTheSameAs(Content other) {
        return with(attributes.untraced()).equals(other.with(other.attributes.untraced()));
    }
}

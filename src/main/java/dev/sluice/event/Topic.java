package dev.sluice.event;

import static dev.sluice.event.Rejection.TOPIC_INVALID;

/**
 * The topic of an event. Slashes separate its segments, which filters match one by one.
 *
 * <p>Example: {@code new Topic("orders/42")}
 *
 * @param value 1 to 512 bytes of UTF-8 without control characters and without {@code *}; topics that begin with {@code $}
 *     are reserved for the gateway
 */
public record Topic(String value) {

    /** The longest topic, in bytes of UTF-8. */
    public static final int MAX_BYTES = 512;

    /** The least character that a topic may contain: control characters come before it. */
    public static final char LEAST = ' ';

    /** @throws RejectedException {@code topic-invalid} if the value is empty, too long, or has a character that is not allowed */
    public Topic {
        checkName(value, "the topic");
        if (value.indexOf('*') >= 0) {
            throw TOPIC_INVALID.because(
                    "the topic '" + Text.excerpt(value) + "' contains *, which is allowed in filters only");
        }
    }

    /** Whether the topic is reserved for the gateway: it begins with {@code $}. */
    public boolean isSystem() {
        return value.charAt(0) == '$';
    }

    /**
     * Returns this topic if it can be published to.
     *
     * @throws RejectedException {@code topic-invalid} if the topic is reserved for the gateway
     */
    public Topic requirePublishable() {
        if (isSystem()) {
            throw TOPIC_INVALID.because("the topic '" + Text.excerpt(value)
                    + "' cannot be published to: topics that begin with $ are reserved for the gateway");
        }
        return this;
    }

    static void checkName(String value, String what) {
        if (value.isEmpty()) {
            throw TOPIC_INVALID.because(what + " is empty: it must have 1 to " + MAX_BYTES + " bytes");
        }
        if (value.length() > MAX_BYTES || Text.utf8Length(value) > MAX_BYTES) {
            throw TOPIC_INVALID.because(what + " is too long: it must have at most " + MAX_BYTES + " bytes of UTF-8");
        }
        if (!Text.isPlain(value)) {
            throw TOPIC_INVALID.because(what + " must be valid UTF-8 without control characters");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}

package dev.sluice.event;

import static dev.sluice.event.Rejection.TOPIC_INVALID;

/** Where an event belongs: 1 to 512 bytes of UTF-8, no control characters, no {@code *}; {@code /} separates segments. */
public record Topic(String value) {

    public static final int MAX_BYTES = 512;

    /** No character of a topic comes before this one. */
    public static final char LEAST = ' ';

    public Topic {
        checkName(value, "a topic");
        if (value.indexOf('*') >= 0) {
            throw TOPIC_INVALID.because("a topic cannot contain *: only a filter can");
        }
    }

    /** Whether the topic is one of the system's own, which begin with {@code $}. */
    public boolean isSystem() {
        return value.charAt(0) == '$';
    }

    /** The topic itself, if clients may publish to it. */
    public Topic requirePublishable() {
        if (isSystem()) {
            throw TOPIC_INVALID.because("topics that begin with $ are the system's own");
        }
        return this;
    }

    static void checkName(String value, String what) {
        if (value.isEmpty()) {
            throw TOPIC_INVALID.because(what + " cannot be empty");
        }
        if (value.length() > MAX_BYTES || Text.utf8Length(value) > MAX_BYTES) {
            throw TOPIC_INVALID.because(what + " has at most " + MAX_BYTES + " bytes");
        }
        if (!Text.isPlain(value)) {
            throw TOPIC_INVALID.because(what + " is valid UTF-8 without control characters");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}

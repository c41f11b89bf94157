package dev.sluice.wire;

import static dev.sluice.event.Rejection.PARAMETER_INVALID;

import dev.sluice.event.Cursor;
import dev.sluice.event.Precondition;
import java.util.Optional;

/** Reads the precondition of a publisher from {@code If-Match} and {@code If-None-Match}, as headers or JSON members. */
public final class Preconditions {

    private Preconditions() {}

    /**
     * @param ifMatch a cursor, with or without the quotation marks of an entity tag
     * @param ifNoneMatch {@code *}: the topic must have no event
     */
    public static Optional<Precondition> of(Optional<String> ifMatch, Optional<String> ifNoneMatch) {
        if (ifMatch.isPresent() && ifNoneMatch.isPresent()) {
            throw PARAMETER_INVALID.because("If-Match and If-None-Match are both set: only one of them is allowed");
        }
        if (ifNoneMatch.isPresent() && !ifNoneMatch.get().equals("*")) {
            throw PARAMETER_INVALID.because("If-None-Match must be *, which means that the topic has no event");
        }
        return ifNoneMatch
                .map(anything -> Precondition.NEW_TOPIC)
                .or(() -> ifMatch.map(tag -> Precondition.unchangedSince(Cursor.parse(unquoted(tag)))));
    }

    private static String unquoted(String tag) {
        return tag.length() > 1 && tag.startsWith("\"") && tag.endsWith("\"")
                ? tag.substring(1, tag.length() - 1)
                : tag;
    }
}

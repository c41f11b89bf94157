package dev.sluice.wire;

import static dev.sluice.event.Rejection.PARAMETER_INVALID;

import dev.sluice.event.Cursor;
import dev.sluice.event.Precondition;
import java.util.Optional;

/** Preconditions of a publisher, as HTTP has them. */
public final class Expectations {

    private Expectations() {}

    /**
     * @param ifMatch a cursor, with or without the quotes of an entity tag
     * @param ifNoneMatch {@code *}: there is nothing yet
     */
    public static Optional<Precondition> of(Optional<String> ifMatch, Optional<String> ifNoneMatch) {
        if (ifMatch.isPresent() && ifNoneMatch.isPresent()) {
            throw PARAMETER_INVALID.because("a publish expects one thing: If-Match or If-None-Match");
        }
        if (ifNoneMatch.isPresent() && !ifNoneMatch.get().equals("*")) {
            throw PARAMETER_INVALID.because("the only If-None-Match is *: a topic without any event");
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

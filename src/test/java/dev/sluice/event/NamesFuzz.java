package dev.sluice.event;

import java.nio.charset.StandardCharsets;

/** Feeds any text to topics, filters, cursors, and the other names that come from outside. */
public final class NamesFuzz {

    private NamesFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        Cursor.tryParse(text)
                .ifPresent(cursor -> require(cursor.toString().equals(text), "a cursor is written as read"));
        accept(() -> new EventType(text));
        accept(() -> new EventKey(text));
        accept(() -> new IdempotencyKey(text));
        accept(() -> new ConnectionId(text));
        accept(() -> new ContentType(text));
        accept(() -> new Member(text, Member.NO_STATE));
        accept(() -> require(new TopicFilter(text).matches(new Topic(text)), "a topic is a filter for itself"));
        String[] parts = text.split("\n", 3);
        if (parts.length == 3) {
            accept(() -> compare(new TopicFilter(parts[0]), new TopicFilter(parts[1]), new Topic(parts[2])));
        }
    }

    /** A grant that covers a filter must match all topics that the filter matches. */
    private static void compare(TopicFilter grant, TopicFilter filter, Topic topic) {
        if (grant.covers(filter) && filter.matches(topic)) {
            require(grant.matches(topic), "what is covered is matched");
        }
    }

    private static void accept(Runnable reading) {
        try {
            reading.run();
        } catch (RejectedException declared) {
            // a door answers with this exception; any other is a fault
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}

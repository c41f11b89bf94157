package dev.sluice.presence;

import dev.sluice.event.EventType;

/** What can be told of a member. */
enum Change {
    JOIN("join"),
    UPDATE("update"),
    LEAVE("leave");

    private final EventType type;

    Change(String word) {
        this.type = new EventType(word);
    }

    EventType type() {
        return type;
    }
}

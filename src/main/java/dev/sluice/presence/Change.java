package dev.sluice.presence;

import dev.sluice.event.EventType;

/** A change of a member. */
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

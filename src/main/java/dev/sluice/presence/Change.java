package dev.sluice.presence;

import dev.sluice.event.EventType;

/** The kinds of changes of a member, with the types of their events. */
enum Change {
    JOIN("join"),
    UPDATE("update"),
    LEAVE("leave");

    private final EventType type;

    Change(String type) {
        this.type = new EventType(type);
    }

    EventType type() {
        return type;
    }
}

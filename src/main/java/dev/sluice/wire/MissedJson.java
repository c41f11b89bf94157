package dev.sluice.wire;

import dev.sluice.event.Topic;
import java.util.Optional;

/** Writes the number of volatile events that a subscriber has missed as JSON, the same on every door. */
public final class MissedJson {

    private MissedJson() {}

    public static JsonText members(JsonText json, Optional<Topic> topic, long count) {
        topic.ifPresent(name -> json.member("topic", name.value()));
        return json.member("count", count);
    }
}

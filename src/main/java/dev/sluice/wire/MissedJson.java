package dev.sluice.wire;

import dev.sluice.event.Topic;
import java.util.Optional;

/** That volatile events have been missed, as JSON, which says the same on every door. */
public final class MissedJson {

    private MissedJson() {}

    public static JsonText members(JsonText json, Optional<Topic> topic, long count) {
        topic.ifPresent(name -> json.member("topic", name.value()));
        return json.member("count", count);
    }
}

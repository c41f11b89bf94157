package dev.sluice.it;

import com.google.gson.JsonObject;
import java.util.List;

/** A page of the history. */
record Page(List<JsonObject> events, String cursor, boolean more, JsonObject whole) {

    static Page of(Reply reply) {
        JsonObject page = reply.json();
        return new Page(
                Json.objects(page.getAsJsonArray("events")),
                page.get("cursor").getAsString(),
                page.get("more").getAsBoolean(),
                page);
    }

    List<Received> received() {
        return events.stream().map(Received::of).toList();
    }

    boolean hasGap() {
        return whole.has("gap");
    }

    JsonObject gap() {
        return whole.getAsJsonObject("gap");
    }
}

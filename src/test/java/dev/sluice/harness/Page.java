package dev.sluice.harness;

import com.google.gson.JsonObject;
import java.util.List;

/** A page of the history. */
public record Page(List<JsonObject> events, String cursor, boolean more, JsonObject whole) {

    public static Page of(Reply reply) {
        JsonObject page = reply.json();
        return new Page(
                Json.objects(page.getAsJsonArray("events")),
                page.get("cursor").getAsString(),
                page.get("more").getAsBoolean(),
                page);
    }

    public List<Received> received() {
        return events.stream().map(Received::of).toList();
    }

    public boolean hasGap() {
        return whole.has("gap");
    }

    public JsonObject gap() {
        return whole.getAsJsonObject("gap");
    }
}

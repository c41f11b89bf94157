package dev.sluice.harness;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** An event as some reader got it, on whichever protocol: enough to compare one protocol with another. */
public record Received(EventId id, String data) {

    /** Of an event as the history and the WebSocket have it. */
    public static Received of(JsonObject event) {
        return new Received(EventId.parse(event.get("id").getAsString()), text(event.get("data")));
    }

    private static String text(JsonElement data) {
        return data.isJsonPrimitive() && data.getAsJsonPrimitive().isString() ? data.getAsString() : data.toString();
    }
}

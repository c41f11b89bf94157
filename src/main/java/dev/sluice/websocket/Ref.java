package dev.sluice.websocket;

import static dev.sluice.event.Rejection.MESSAGE_INVALID;

import dev.sluice.wire.JsonText;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

/** By which a client knows an answer again, as the JSON that it sent; empty if it does not care. */
record Ref(String json) {

    static final Ref NONE = new Ref("");

    private static final int LONGEST = 128;

    static Ref of(JsonObject message) {
        JsonValue ref = message.get("ref");
        if (ref == null) {
            return NONE;
        }
        String json = ref.toString();
        if (!(ref instanceof JsonString || ref instanceof JsonNumber) || json.length() > LONGEST) {
            throw MESSAGE_INVALID.because("ref is a number or a string of at most " + LONGEST + " characters");
        }
        return new Ref(json);
    }

    boolean isNone() {
        return json.isEmpty();
    }

    JsonText addTo(JsonText message) {
        return isNone() ? message : message.raw("ref", json);
    }
}

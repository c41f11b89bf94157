package dev.sluice.websocket;

import static dev.sluice.event.Rejection.MESSAGE_INVALID;

import dev.sluice.event.Text;
import dev.sluice.wire.JsonMembers;
import dev.sluice.wire.JsonText;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Optional;

/** By which a client knows an answer again, as the JSON that it sent; empty if it does not care. */
record Ref(String json) {

    static final Ref NONE = new Ref("");

    private static final int LONGEST = 128;

    static Ref of(JsonObject message) {
        Optional<JsonValue> member = JsonMembers.of(message, MESSAGE_INVALID).value("ref");
        if (member.isEmpty()) {
            return NONE;
        }
        if (member.get() instanceof JsonString || member.get() instanceof JsonNumber) {
            String json = member.get().toString();
            if (json.length() <= LONGEST && Text.isWellFormed(json)) {
                return new Ref(json);
            }
        }
        throw MESSAGE_INVALID.because(
                "ref is a number or a string of at most " + LONGEST + " characters, without half a character");
    }

    boolean isNone() {
        return json.isEmpty();
    }

    JsonText addTo(JsonText message) {
        return isNone() ? message : message.raw("ref", json);
    }
}

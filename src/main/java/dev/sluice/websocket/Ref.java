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

/** The reference by which a client matches a reply to its message, as the JSON that it sent; empty if it sent none. */
record Ref(String json) {

    static final Ref NONE = new Ref("");

    private static final int MAX_CHARACTERS = 128;

    static Ref of(JsonObject message) {
        Optional<JsonValue> member = JsonMembers.of(message, MESSAGE_INVALID).value("ref");
        if (member.isEmpty()) {
            return NONE;
        }
        if (member.get() instanceof JsonString || member.get() instanceof JsonNumber) {
            String json = member.get().toString();
            if (json.length() <= MAX_CHARACTERS && Text.isWellFormed(json)) {
                return new Ref(json);
            }
        }
        throw MESSAGE_INVALID.because("ref has to be a number or a string, of at most " + MAX_CHARACTERS
                + " characters and without unpaired surrogates");
    }

    boolean isNone() {
        return json.isEmpty();
    }

    JsonText addTo(JsonText message) {
        return isNone() ? message : message.raw("ref", json);
    }
}

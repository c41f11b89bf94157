package dev.sluice.wire;

import dev.sluice.event.RejectedException;

/** What a stream and a WebSocket say of an error. */
public final class ErrorJson {

    private ErrorJson() {}

    public static JsonText members(JsonText json, RejectedException why) {
        return json.member("code", why.rejection().code()).member("message", why.getMessage());
    }
}

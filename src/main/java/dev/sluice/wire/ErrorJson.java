package dev.sluice.wire;

import dev.sluice.event.RejectedException;

/** Writes an error of a stream or a WebSocket as JSON. */
public final class ErrorJson {

    private ErrorJson() {}

    public static JsonText members(JsonText json, RejectedException why) {
        return json.member("code", why.rejection().code()).member("message", why.getMessage());
    }
}

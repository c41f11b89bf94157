package dev.sluice.wire;

import dev.sluice.event.RejectedException;

/** JSON of an error in a stream or a WebSocket. */
public final class ErrorJson {

    private ErrorJson() {}

    public static JsonText members(JsonText json, RejectedException why) {
        return json.member("code", why.rejection().code()).member("message", why.getMessage());
    }
}

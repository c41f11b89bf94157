package dev.sluice.wire;

import dev.sluice.hub.Gap;

/** Writes a gap as JSON, the same on every door. */
public final class GapJson {

    private GapJson() {}

    public static JsonText members(JsonText json, Gap gap) {
        return json.member("from", gap.from())
                .member("to", gap.to().toString())
                .member("reason", gap.reason().code());
    }
}

package dev.sluice.websocket;

import dev.sluice.event.RejectedException;
import dev.sluice.journal.Receipt;
import dev.sluice.wire.ErrorJson;
import dev.sluice.wire.JsonText;

/** The answers of the server, as JSON. */
final class ServerMessage {

    private ServerMessage() {}

    static JsonText of(String type, Ref ref) {
        return ref.addTo(new JsonText().member("type", type));
    }

    static String ack(Ref ref, Receipt receipt) {
        return of("ack", ref).member("id", receipt.id().toString()).end();
    }

    static String error(Ref ref, RejectedException e) {
        JsonText error = ErrorJson.members(of("error", ref), e);
        return e.rejection().retryable()
                ? error.member("retryAfter", e.retrySeconds()).end()
                : error.end();
    }
}

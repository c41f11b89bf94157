package dev.sluice.websocket;

import dev.sluice.event.RejectedException;
import dev.sluice.hub.ResolvedStart;
import dev.sluice.hub.Subscription;
import dev.sluice.journal.Receipt;
import dev.sluice.wire.ErrorJson;
import dev.sluice.wire.JsonText;

/** Builds the messages of the server as JSON. */
final class ServerMessage {

    private ServerMessage() {}

    static JsonText of(String type, Ref ref) {
        return ref.addTo(new JsonText().member("type", type));
    }

    /** Begins a message about one subscription. */
    static JsonText about(Subscription subscription, String type) {
        return of(type, Ref.NONE).member("sub", subscription.name());
    }

    static String subscribed(Ref ref, Subscription subscription, ResolvedStart start) {
        JsonText message = of("subscribed", ref).member("sub", subscription.name());
        start.acknowledged().ifPresent(cursor -> message.member("cursor", cursor.toString()));
        return message.member("resumed", start.resumed()).end();
    }

    static String ack(Ref ref, Receipt receipt) {
        return of("ack", ref).member("id", receipt.id().toString()).end();
    }

    static String error(Ref ref, RejectedException rejected) {
        JsonText error = ErrorJson.members(of("error", ref), rejected);
        return rejected.rejection().retryable()
                ? error.member("retryAfter", rejected.retrySeconds()).end()
                : error.end();
    }
}

package dev.sluice.admin;

import dev.sluice.hub.SubscriptionStatus;
import dev.sluice.wire.JsonText;
import java.util.Optional;

/**
 * A reason why a connection got an event or did not.
 *
 * @param status the subscription concerned; empty if the reason concerns the event or the connection
 */
record Finding(Code code, Optional<SubscriptionStatus> status, String text) {

    /** The codes are a part of the protocol and never change. */
    enum Code {
        /** The event belongs to another journal. */
        OTHER_EPOCH("other-epoch"),
        /** The event does not exist yet. */
        NOT_PUBLISHED("not-published"),
        /** The retention has removed the event from the journal. */
        PAST_RETENTION("past-retention"),
        /** The connection has no subscription. */
        NOT_SUBSCRIBED("not-subscribed"),
        /** No filter of the subscription matches the topic. */
        NOT_MATCHED("not-matched"),
        /** The client may not read the topic. */
        FORBIDDEN("forbidden"),
        /** The client published the event on this connection, and excluded itself. */
        OWN("own"),
        /** The time to live of the event is over. */
        EXPIRED("expired"),
        /** The subscription started after the event. */
        BEFORE_START("before-start"),
        /** The subscription has not reached the event yet. */
        LAGGING("lagging"),
        /** The event has been written to the connection. */
        DELIVERED("delivered");

        private final String word;

        Code(String word) {
            this.word = word;
        }
    }

    static Finding of(Code code, String text) {
        return new Finding(code, Optional.empty(), text);
    }

    static Finding of(Code code, SubscriptionStatus status, String text) {
        return new Finding(code, Optional.of(status), text);
    }

    String json() {
        JsonText json = new JsonText().member("code", code.word);
        status.ifPresent(about -> json.member("sub", about.subscription().name())
                .member("cursor", about.cursor().toString()));
        return json.member("text", text).end();
    }
}

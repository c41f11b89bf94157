package dev.sluice.admin;

import dev.sluice.hub.SubscriptionStatus;
import dev.sluice.wire.JsonText;
import java.util.Optional;

/**
 * A reason why a connection got an event, or did not.
 *
 * @param status the subscription that it is about; none if it is about the event or the connection
 */
record Finding(Code code, Optional<SubscriptionStatus> status, String text) {

    /** A part of the protocol: they never change. */
    enum Code {
        /** It is an event of another journal. */
        OTHER_EPOCH("other-epoch"),
        /** There is no such event yet. */
        NOT_PUBLISHED("not-published"),
        /** The journal does not hold it any more. */
        PAST_RETENTION("past-retention"),
        /** The connection asks for nothing. */
        NOT_SUBSCRIBED("not-subscribed"),
        /** No filter of the subscription matches. */
        NOT_MATCHED("not-matched"),
        /** Its client may not read the topic. */
        FORBIDDEN("forbidden"),
        /** Its publisher did not want it back, and is this connection. */
        OWN("own"),
        /** Its time to live is over. */
        EXPIRED("expired"),
        /** The subscription began after it. */
        BEFORE_START("before-start"),
        /** The subscription has not come that far yet. */
        LAGGING("lagging"),
        /** It has been written. */
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

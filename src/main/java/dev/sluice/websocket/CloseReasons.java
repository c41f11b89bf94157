package dev.sluice.websocket;

import dev.sluice.hub.CloseCause;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;
import java.time.Duration;

/** Translates causes to the close codes and reasons of WebSockets; each reason says whether to reconnect. */
final class CloseReasons {

    /** RFC 6455 leaves the codes from 4000 to applications. */
    private static final CloseCode TOO_SLOW = CloseCodes.getCloseCode(4408);

    private static final CloseCode TOKEN_EXPIRED = CloseCodes.getCloseCode(4401);

    private CloseReasons() {}

    /** @param delay after which a client that is closed by a drain is to reconnect */
    static CloseReason of(CloseCause cause, Duration delay) {
        return switch (cause) {
            case CLIENT_GONE, RENEWAL, COMPLETE -> new CloseReason(CloseCodes.NORMAL_CLOSURE, "");
            case TOO_SLOW -> new CloseReason(TOO_SLOW, "too slow: reconnect and resume by the cursor");
            case DRAIN ->
                new CloseReason(
                        CloseCodes.GOING_AWAY,
                        "the gateway is shutting down: reconnect after " + delay.toMillis() + " ms");
            case EXPIRED -> new CloseReason(TOKEN_EXPIRED, "the token has expired: reconnect with a new one");
            case REVOKED ->
                new CloseReason(CloseCodes.VIOLATED_POLICY, "the token has been revoked: do not reconnect with it");
            case STRANGER ->
                new CloseReason(CloseCodes.VIOLATED_POLICY, "no token was shown in time: reconnect with one");
            case OVERLOADED ->
                new CloseReason(CloseCodes.TRY_AGAIN_LATER, "too many connections or messages: reconnect later");
            case JOURNAL_UNAVAILABLE ->
                new CloseReason(CloseCodes.TRY_AGAIN_LATER, "the journal is unavailable: reconnect later");
            case INTERNAL_ERROR ->
                new CloseReason(
                        CloseCodes.UNEXPECTED_CONDITION, "the gateway failed: reconnect and resume by the cursor");
        };
    }
}

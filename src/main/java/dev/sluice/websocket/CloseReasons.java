package dev.sluice.websocket;

import dev.sluice.hub.CloseCause;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;
import java.time.Duration;

/** Why a WebSocket is closed, in the words of its protocol: each says whether to come back. */
final class CloseReasons {

    /** In the range that applications may use; like the next. */
    private static final CloseCode TOO_SLOW = CloseCodes.getCloseCode(4408);

    private static final CloseCode TOKEN_EXPIRED = CloseCodes.getCloseCode(4401);

    private CloseReasons() {}

    /** @param delay after which whoever goes because of the gateway may come back */
    static CloseReason of(CloseCause cause, Duration delay) {
        return switch (cause) {
            case CLIENT_GONE, RENEWAL, COMPLETE -> new CloseReason(CloseCodes.NORMAL_CLOSURE, "");
            case TOO_SLOW -> new CloseReason(TOO_SLOW, "too slow: reconnect and resume by the cursor");
            case DRAIN ->
                new CloseReason(
                        CloseCodes.GOING_AWAY, "the gateway goes away: reconnect after " + delay.toMillis() + " ms");
            case EXPIRED -> new CloseReason(TOKEN_EXPIRED, "the token has expired: reconnect with another one");
            case REVOKED ->
                new CloseReason(CloseCodes.VIOLATED_POLICY, "revoked: the same token may not be taken any more");
            case STRANGER -> new CloseReason(CloseCodes.VIOLATED_POLICY, "a token is missing: reconnect with one");
            case OVERLOADED ->
                new CloseReason(CloseCodes.TRY_AGAIN_LATER, "too many connections or messages: reconnect later");
            case JOURNAL_UNAVAILABLE ->
                new CloseReason(CloseCodes.TRY_AGAIN_LATER, "the journal cannot be reached: reconnect later");
            case INTERNAL_ERROR ->
                new CloseReason(
                        CloseCodes.UNEXPECTED_CONDITION, "the gateway failed: reconnect and resume by the cursor");
        };
    }
}

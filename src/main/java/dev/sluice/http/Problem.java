package dev.sluice.http;

import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.wire.JsonText;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/** An error as {@code application/problem+json} (RFC 9457) with the stable code. */
final class Problem {

    static final String MEDIA_TYPE = "application/problem+json";

    private static final int UPGRADE_REQUIRED = 426;

    private Problem() {}

    static Response of(RejectedException refusal) {
        Response.ResponseBuilder response = Response.status(status(refusal.rejection()))
                .type(MEDIA_TYPE)
                .entity(json(status(refusal.rejection()), refusal.rejection(), refusal.getMessage()));
        headers(refusal).forEach(response::header);
        return response.build();
    }

    /** Gives the time for a retry, or the required authentication scheme. */
    static Map<String, String> headers(RejectedException refusal) {
        if (refusal.rejection().retryable()) {
            return Map.of(HttpHeaders.RETRY_AFTER, Long.toString(refusal.retrySeconds()));
        }
        return switch (refusal.rejection()) {
            case TOKEN_MISSING -> Map.of(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            case TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_REVOKED ->
                Map.of(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
            default -> Map.of();
        };
    }

    static String json(int status, Rejection rejection, String detail) {
        return new JsonText()
                .member("type", "about:blank")
                .member("title", title(status))
                .member("status", status)
                .member("detail", detail)
                .member("code", rejection.code())
                .end();
    }

    private static String title(int status) {
        if (status == UPGRADE_REQUIRED) {
            // JAX-RS has no constant for this status
            return "Upgrade Required";
        }
        Response.Status known = Response.Status.fromStatusCode(status);
        return known == null ? "Status " + status : known.getReasonPhrase();
    }

    static int status(Rejection rejection) {
        return switch (rejection) {
            case TOPIC_INVALID,
                    EVENT_INVALID,
                    CURSOR_INVALID,
                    KEY_INVALID,
                    BODY_INVALID,
                    PARAMETER_INVALID,
                    MESSAGE_INVALID,
                    SUBSCRIPTION_UNKNOWN,
                    SUBSCRIPTION_EXISTS,
                    TOO_MANY_SUBSCRIPTIONS,
                    TOO_MANY_TOPICS -> 400;
            case TOKEN_MISSING, TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_REVOKED -> 401;
            case TOPIC_FORBIDDEN, ORIGIN_FORBIDDEN, ADMINISTRATION_FORBIDDEN, MEMBER_FORBIDDEN, REFUSED -> 403;
            case NOT_FOUND, CONNECTION_UNKNOWN -> 404;
            case METHOD_NOT_ALLOWED -> 405;
            case NOT_ACCEPTABLE -> 406;
            case KEY_CONFLICT, TOPIC_COMPLETE -> 409;
            case REQUEST_TIMEOUT -> 408;
            case PRECONDITION_FAILED -> 412;
            case DATA_TOO_LARGE -> 413;
            case MEDIA_TYPE_UNSUPPORTED -> 415;
            case OUTBOX_UNAVAILABLE, ROLLED_BACK, JOURNAL_DAMAGED, INTERNAL_ERROR -> 500;
            case UPGRADE_REQUIRED -> UPGRADE_REQUIRED;
            case RATE_LIMITED, TOO_MANY_CONNECTIONS, TOO_MANY_BODIES -> 429;
            case JOURNAL_UNAVAILABLE, KEYS_UNAVAILABLE, HOOK_TIMEOUT, DRAINING -> 503;
        };
    }
}

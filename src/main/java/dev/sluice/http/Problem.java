package dev.sluice.http;

import dev.sluice.event.Rejection;
import dev.sluice.wire.JsonText;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** An error as {@code application/problem+json} (RFC 9457) with the stable code. */
final class Problem {

    static final String MEDIA_TYPE = "application/problem+json";

    /** Seconds until something that is retryable is worth another try. */
    private static final int RETRY_AFTER = 1;

    private Problem() {}

    static Response of(Rejection rejection, String detail) {
        Response.ResponseBuilder response =
                Response.status(status(rejection)).type(MEDIA_TYPE).entity(json(rejection, detail));
        if (rejection.retryable()) {
            response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
        }
        return response.build();
    }

    static String json(Rejection rejection, String detail) {
        int status = status(rejection);
        return new JsonText()
                .member("type", "about:blank")
                .member("title", Response.Status.fromStatusCode(status).getReasonPhrase())
                .member("status", status)
                .member("detail", detail)
                .member("code", rejection.code())
                .end();
    }

    private static int status(Rejection rejection) {
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
                    TOO_MANY_SUBSCRIPTIONS -> 400;
            case TOPIC_FORBIDDEN, REFUSED -> 403;
            case NOT_FOUND, CONNECTION_UNKNOWN -> 404;
            case METHOD_NOT_ALLOWED -> 405;
            case NOT_ACCEPTABLE -> 406;
            case KEY_CONFLICT, TOPIC_COMPLETE -> 409;
            case PRECONDITION_FAILED -> 412;
            case DATA_TOO_LARGE -> 413;
            case MEDIA_TYPE_UNSUPPORTED -> 415;
            case OUTBOX_UNAVAILABLE, ROLLED_BACK, INTERNAL_ERROR -> 500;
            case JOURNAL_UNAVAILABLE, HOOK_TIMEOUT -> 503;
        };
    }
}

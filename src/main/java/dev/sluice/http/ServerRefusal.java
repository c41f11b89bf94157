package dev.sluice.http;

import dev.sluice.event.Rejection;

/** The gateway's rejection for a status that the server itself chose. */
record ServerRefusal(Rejection rejection, String detail) {

    /** @param malformed the rejection for other statuses from 400 to 499 */
    static ServerRefusal of(int status, Rejection malformed) {
        return switch (status) {
            case 401 ->
                new ServerRefusal(Rejection.TOKEN_INVALID, "the server itself does not accept these credentials");
            case 403, 431 -> new ServerRefusal(Rejection.REFUSED, "the server does not accept this request");
            case 404 -> new ServerRefusal(Rejection.NOT_FOUND, "there is nothing at this path");
            case 405, 501 -> new ServerRefusal(Rejection.METHOD_NOT_ALLOWED, "this path does not support this method");
            case 406 ->
                new ServerRefusal(
                        Rejection.NOT_ACCEPTABLE, "this path offers none of the media types in the header Accept");
            case 426 ->
                new ServerRefusal(
                        Rejection.UPGRADE_REQUIRED, "the server accepts this request over another protocol only");
            case 413 -> new ServerRefusal(Rejection.DATA_TOO_LARGE, "the request is too large");
            case 415 ->
                new ServerRefusal(Rejection.MEDIA_TYPE_UNSUPPORTED, "this path does not accept this Content-Type");
            default ->
                status < 500
                        ? new ServerRefusal(malformed, "the request or its Content-Type is malformed")
                        : new ServerRefusal(Rejection.INTERNAL_ERROR, "the server failed to answer this request");
        };
    }
}

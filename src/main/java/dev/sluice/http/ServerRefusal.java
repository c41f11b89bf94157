package dev.sluice.http;

import dev.sluice.event.Rejection;

/** A refusal by the server's own status, in the gateway's words. */
record ServerRefusal(Rejection rejection, String detail) {

    /** @param malformed what a status in the 400s without a meaning of its own is about */
    static ServerRefusal of(int status, Rejection malformed) {
        return switch (status) {
            case 401 -> new ServerRefusal(Rejection.TOKEN_INVALID, "the server itself does not take these credentials");
            case 403, 431 -> new ServerRefusal(Rejection.REFUSED, "the server does not take this request");
            case 404 -> new ServerRefusal(Rejection.NOT_FOUND, "there is nothing at this path");
            case 405, 501 -> new ServerRefusal(Rejection.METHOD_NOT_ALLOWED, "this path does not know this method");
            case 406 ->
                new ServerRefusal(Rejection.NOT_ACCEPTABLE, "this path answers with none of the accepted types");
            case 426 ->
                new ServerRefusal(Rejection.UPGRADE_REQUIRED, "the server takes this request by another protocol only");
            case 413 -> new ServerRefusal(Rejection.DATA_TOO_LARGE, "the request is too large");
            case 415 ->
                new ServerRefusal(Rejection.MEDIA_TYPE_UNSUPPORTED, "this path does not take this content type");
            default ->
                status < 500
                        ? new ServerRefusal(malformed, "the request, or its content type, is malformed")
                        : new ServerRefusal(Rejection.INTERNAL_ERROR, "the server failed to answer this request");
        };
    }
}

package dev.sluice.http;

import dev.sluice.event.Rejection;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** What the server refuses before a resource is reached: no such path, method or media type. */
@Provider
public class WebApplicationMapper implements ExceptionMapper<WebApplicationException> {

    @Override
    public Response toResponse(WebApplicationException e) {
        Response original = e.getResponse();
        Response problem = problem(original.getStatus());
        String allow = original.getHeaderString(HttpHeaders.ALLOW);
        return allow == null
                ? problem
                : Response.fromResponse(problem)
                        .header(HttpHeaders.ALLOW, allow)
                        .build();
    }

    private static Response problem(int status) {
        return switch (status) {
            case 404 -> Problem.of(Rejection.NOT_FOUND, "there is nothing at this path");
            case 405 -> Problem.of(Rejection.METHOD_NOT_ALLOWED, "this path does not know this method");
            case 406 -> Problem.of(Rejection.NOT_ACCEPTABLE, "this path answers with none of the accepted types");
            case 413 -> Problem.of(Rejection.DATA_TOO_LARGE, "the request is too large");
            case 415 -> Problem.of(Rejection.MEDIA_TYPE_UNSUPPORTED, "this path does not take this content type");
            default ->
                status < 500
                        ? Problem.of(Rejection.PARAMETER_INVALID, "the request is malformed")
                        : Problem.of(Rejection.INTERNAL_ERROR, "the gateway failed; its log says more");
        };
    }
}

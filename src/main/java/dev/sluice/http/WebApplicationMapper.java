package dev.sluice.http;

import dev.sluice.event.Rejection;
import jakarta.inject.Inject;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Maps a refusal of JAX-RS before it calls a resource: unknown path, method or media type. */
@Provider
public class WebApplicationMapper implements ExceptionMapper<WebApplicationException> {

    @Inject
    private Problems problems;

    @Override
    public Response toResponse(WebApplicationException e) {
        Response original = e.getResponse();
        ServerRefusal refusal = ServerRefusal.of(original.getStatus(), Rejection.PARAMETER_INVALID);
        Response problem = problems.answer(refusal.rejection(), refusal.detail());
        String allow = original.getHeaderString(HttpHeaders.ALLOW);
        return allow == null
                ? problem
                : Response.fromResponse(problem)
                        .header(HttpHeaders.ALLOW, allow)
                        .build();
    }
}

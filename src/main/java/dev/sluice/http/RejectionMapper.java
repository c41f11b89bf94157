package dev.sluice.http;

import dev.sluice.event.RejectedException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** What the gateway refuses. */
@Provider
public class RejectionMapper implements ExceptionMapper<RejectedException> {

    @Override
    public Response toResponse(RejectedException e) {
        return Problem.of(e);
    }
}

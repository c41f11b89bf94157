package dev.sluice.http;

import dev.sluice.event.RejectedException;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Maps a rejection of the gateway. */
@Provider
public class RejectionMapper implements ExceptionMapper<RejectedException> {

    @Inject
    private Problems problems;

    @Override
    public Response toResponse(RejectedException e) {
        return problems.answer(e);
    }
}

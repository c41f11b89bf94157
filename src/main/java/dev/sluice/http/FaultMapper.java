package dev.sluice.http;

import dev.sluice.event.Rejection;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** What nobody expected: all of it to the log, nothing of it to the client. */
@Provider
public class FaultMapper implements ExceptionMapper<Throwable> {

    private static final Logger LOG = System.getLogger(FaultMapper.class.getName());

    @Override
    public Response toResponse(Throwable fault) {
        LOG.log(Level.ERROR, "a request failed", fault);
        return Problem.of(Rejection.INTERNAL_ERROR, "the gateway failed; its log says more");
    }
}

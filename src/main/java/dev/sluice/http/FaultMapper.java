package dev.sluice.http;

import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.log.LogMessage;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Maps an unexpected fault: the log gets the stack trace, the client only a code. */
@Provider
public class FaultMapper implements ExceptionMapper<Throwable> {

    private static final Logger LOG = System.getLogger(FaultMapper.class.getName());

    @Inject
    private Problems problems;

    @Override
    public Response toResponse(Throwable fault) {
        if (fault instanceof IOException) {
            // the client has disconnected and will not receive this answer
            LOG.log(
                    Level.DEBUG,
                    LogMessage.of("a request ended before its body was complete")
                            .with("cause", fault.getMessage()));
            return problems.answer(Rejection.BODY_INVALID, "the request ended before its body was complete");
        }
        RejectedException why = RejectedException.of(fault);
        return problems.answer(why.rejection(), why.getMessage());
    }
}

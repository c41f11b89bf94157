package dev.sluice.http;

import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.log.LogMessage;
import dev.sluice.metrics.Refusals;
import dev.sluice.settings.CurrentSettings;
import dev.sluice.wire.ErrorJson;
import dev.sluice.wire.JsonText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Writes rejections as problem documents or on a stream, and counts them. */
@Singleton
public class Problems {

    private static final Logger LOG = System.getLogger(Problems.class.getName());

    private final Refusals refusals;
    private final CurrentSettings settings;

    @Inject
    public Problems(Refusals refusals, CurrentSettings settings) {
        this.refusals = refusals;
        this.settings = settings;
    }

    Response answer(RejectedException refusal) {
        refusals.count(refusal);
        return Problem.of(refusal);
    }

    Response answer(Rejection rejection, String detail) {
        return answer(rejection.because(detail));
    }

    public void write(HttpServletResponse response, RejectedException refusal) {
        Problem.headers(refusal).forEach(response::setHeader);
        write(response, Problem.status(refusal.rejection()), refusal);
    }

    /** Writes a rejection as an event with status 200: an {@code EventSource} never reconnects after any other status. */
    public void writeToStream(HttpServletResponse response, RejectedException refusal) {
        String data = ErrorJson.members(new JsonText(), refusal).end();
        Duration retry = settings.now().delivery().retryLater(refusal.rejection() == Rejection.DRAINING);
        response.setContentType("text/event-stream");
        response.setHeader("Cache-Control", "no-cache, no-transform");
        write(response, refusal, "retry: " + retry.toMillis() + "\nevent: sluice.error\ndata: " + data + "\n\n");
    }

    /** Writes the rejection that corresponds to a status of the server. */
    public void write(HttpServletResponse response, int status) {
        // Jersey refuses a malformed Content-Type with a general status before our own code sees the request
        ServerRefusal refusal = ServerRefusal.of(status, Rejection.BODY_INVALID);
        write(response, clientStatus(status, response), refusal.rejection().because(refusal.detail()));
    }

    /** Maps 501, which servlets answer to an unknown method of a page, to 405: the client is at fault, not the server. */
    private static int clientStatus(int status, HttpServletResponse response) {
        if (status != HttpServletResponse.SC_NOT_IMPLEMENTED) {
            return status;
        }
        response.setHeader("Allow", "GET, HEAD");
        return HttpServletResponse.SC_METHOD_NOT_ALLOWED;
    }

    private void write(HttpServletResponse response, int status, RejectedException refusal) {
        response.setStatus(status);
        response.setContentType(Problem.MEDIA_TYPE);
        write(response, refusal, Problem.json(status, refusal.rejection(), refusal.getMessage()));
    }

    /** Does not count a client that has disconnected. Its status becomes 200, since Payara would turn any other into its own page. */
    private void write(HttpServletResponse response, RejectedException refusal, String text) {
        try {
            if (!response.isCommitted()) {
                // discards the beginning of an answer that failed: the body must be one document
                response.resetBuffer();
            }
            response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            refusals.count(refusal);
        } catch (IOException e) {
            response.setStatus(HttpServletResponse.SC_OK);
            LOG.log(
                    Level.DEBUG,
                    LogMessage.of("a client disconnected before it was refused").with("cause", e.getMessage()));
        }
    }
}

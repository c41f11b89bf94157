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

/** Answers with problems, from a resource or where none is, and counts them. */
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

    /** For an {@code EventSource}, which would never come back after such a status. */
    public void writeToStream(HttpServletResponse response, RejectedException refusal) {
        String data = ErrorJson.members(new JsonText(), refusal).end();
        Duration retry = settings.now().delivery().retryLater(refusal.rejection() == Rejection.DRAINING);
        response.setContentType("text/event-stream");
        response.setHeader("Cache-Control", "no-cache, no-transform");
        write(response, refusal, "retry: " + retry.toMillis() + "\nevent: sluice.error\ndata: " + data + "\n\n");
    }

    /** Maps a refusal of the server, by its status. */
    public void write(HttpServletResponse response, int status) {
        // a content type that cannot be read is refused by Jersey before our own code sees the request
        ServerRefusal refusal = ServerRefusal.of(status, Rejection.BODY_INVALID);
        write(response, ofClient(status, response), refusal.rejection().because(refusal.detail()));
    }

    /** Of a method that it has never heard of a servlet says 501, as if the server were at fault. Pages alone come to that. */
    private static int ofClient(int status, HttpServletResponse response) {
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

    /** A client that has disconnected gets no answer and is not counted as refused: Payara would turn any other status into its own page. */
    private void write(HttpServletResponse response, RejectedException refusal, String text) {
        try {
            if (!response.isCommitted()) {
                // of whatever has begun an answer before, and failed: a body is one document
                response.resetBuffer();
            }
            response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            refusals.count(refusal);
        } catch (IOException e) {
            response.setStatus(HttpServletResponse.SC_OK);
            LOG.log(
                    Level.DEBUG,
                    LogMessage.of("a client has gone before it was refused").with("cause", e.getMessage()));
        }
    }
}

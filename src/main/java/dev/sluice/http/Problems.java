package dev.sluice.http;

import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.metrics.Refusals;
import dev.sluice.wire.ErrorJson;
import dev.sluice.wire.JsonText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/** Answers with problems, from a resource or where none is, and counts them. */
@Singleton
public class Problems {

    private static final int RETRY_SECONDS = 5;

    private final Refusals refusals;

    @Inject
    public Problems(Refusals refusals) {
        this.refusals = refusals;
    }

    Response answer(RejectedException refusal) {
        refusals.count(refusal);
        return Problem.of(refusal);
    }

    Response answer(Rejection rejection, String detail) {
        return answer(rejection.because(detail));
    }

    public void write(HttpServletResponse response, RejectedException refusal) throws IOException {
        Problem.headers(refusal).forEach(response::setHeader);
        write(response, Problem.status(refusal.rejection()), refusal);
    }

    /** For an {@code EventSource}, which would never come back after such a status. */
    public void writeToStream(HttpServletResponse response, RejectedException refusal) throws IOException {
        refusals.count(refusal);
        String data = ErrorJson.members(new JsonText(), refusal).end();
        long retry = (RETRY_SECONDS + ThreadLocalRandom.current().nextLong(RETRY_SECONDS)) * 1_000;
        response.setContentType("text/event-stream");
        response.getOutputStream()
                .write(("retry: " + retry + "\nevent: sluice.error\ndata: " + data + "\n\n")
                        .getBytes(StandardCharsets.UTF_8));
    }

    void write(HttpServletResponse response, int status, RejectedException refusal) throws IOException {
        refusals.count(refusal);
        response.setStatus(status);
        response.setContentType(Problem.MEDIA_TYPE);
        response.getOutputStream()
                .write(Problem.json(refusal.rejection(), refusal.getMessage()).getBytes(StandardCharsets.UTF_8));
    }
}

package dev.sluice.http;

import dev.sluice.event.RejectedException;
import dev.sluice.wire.ErrorJson;
import dev.sluice.wire.JsonText;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/** Problems where no resource is: in a filter, or in a servlet. */
public final class Problems {

    private static final int RETRY_SECONDS = 5;

    private Problems() {}

    public static void write(HttpServletResponse response, RejectedException refusal) throws IOException {
        Problem.headers(refusal).forEach(response::setHeader);
        write(response, Problem.status(refusal.rejection()), Problem.json(refusal.rejection(), refusal.getMessage()));
    }

    /** For an {@code EventSource}, which would never come back after such a status. */
    public static void writeToStream(HttpServletResponse response, RejectedException refusal) throws IOException {
        String data = ErrorJson.members(new JsonText(), refusal).end();
        long retry = (RETRY_SECONDS + ThreadLocalRandom.current().nextLong(RETRY_SECONDS)) * 1_000;
        response.setContentType("text/event-stream");
        response.getOutputStream()
                .write(("retry: " + retry + "\nevent: sluice.error\ndata: " + data + "\n\n")
                        .getBytes(StandardCharsets.UTF_8));
    }

    static void write(HttpServletResponse response, int status, String json) throws IOException {
        response.setStatus(status);
        response.setContentType(Problem.MEDIA_TYPE);
        response.getOutputStream().write(json.getBytes(StandardCharsets.UTF_8));
    }
}

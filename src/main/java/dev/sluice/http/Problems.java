package dev.sluice.http;

import dev.sluice.event.RejectedException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Problems where no resource is: in a filter, or in a servlet. */
public final class Problems {

    private Problems() {}

    public static void write(HttpServletResponse response, RejectedException refusal) throws IOException {
        Problem.headers(refusal).forEach(response::setHeader);
        write(response, Problem.status(refusal.rejection()), Problem.json(refusal.rejection(), refusal.getMessage()));
    }

    static void write(HttpServletResponse response, int status, String json) throws IOException {
        response.setStatus(status);
        response.setContentType(Problem.MEDIA_TYPE);
        response.getOutputStream().write(json.getBytes(StandardCharsets.UTF_8));
    }
}

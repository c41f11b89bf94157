package dev.sluice.http;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/**
 * A response that says an error of the server at once, in our words. Sent to the server's error page, an error that nobody
 * hears any more, because its client has broken off, would fill the log.
 */
final class ProblemResponse extends HttpServletResponseWrapper {

    private final Problems problems;

    /** After an error the response counts as sent: parts of a server go on, and report a second one. */
    private boolean finished;

    ProblemResponse(HttpServletResponse response, Problems problems) {
        super(response);
        this.problems = problems;
    }

    @Override
    public void sendError(int status) {
        if (!isCommitted()) {
            problems.write(this, status);
            finished = true;
        }
    }

    @Override
    public boolean isCommitted() {
        return finished || super.isCommitted();
    }

    @Override
    public void sendError(int status, String message) {
        sendError(status);
    }
}

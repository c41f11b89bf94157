package dev.sluice.http;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/**
 * A response that writes an error of the server immediately as a problem document. The server's own error page would log an
 * exception for each error whose client has already disconnected.
 */
final class ProblemResponse extends HttpServletResponseWrapper {

    private final Problems problems;

    /** True after an error, which then counts as committed: parts of a server continue, and report a second error. */
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

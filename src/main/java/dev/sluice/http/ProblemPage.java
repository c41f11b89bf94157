package dev.sluice.http;

import dev.sluice.event.Rejection;
import jakarta.inject.Inject;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Answers where the server would show a page of its own: for what it refuses before JAX-RS sees it, and for paths that
 * nobody knows. {@code web.xml} names it as the error page.
 */
@WebServlet(ProblemPage.PATH)
public class ProblemPage extends HttpServlet {

    static final String PATH = "/problem";

    private static final long serialVersionUID = 1L;

    @Inject
    private transient Problems problems;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        // asked for by its own address it is a path like any other that nobody knows
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
                ? code
                : HttpServletResponse.SC_NOT_FOUND;
        // a content type that cannot be read is refused by Jersey before our own code sees the request
        ServerRefusal refusal = ServerRefusal.of(status, Rejection.BODY_INVALID);
        problems.write(response, status, refusal.rejection().because(refusal.detail()));
    }
}

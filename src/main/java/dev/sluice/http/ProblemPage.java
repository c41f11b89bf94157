package dev.sluice.http;

import jakarta.inject.Inject;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Answers where the server would show a page of its own: for what it refuses before JAX-RS sees it, and for paths that
 * nobody knows. {@code web.xml} names it as the error page.
 */
@WebServlet(ProblemPage.PATH)
public class ProblemPage extends HttpServlet {

    static final String PATH = "/problem";

    private static final long serialVersionUID = 1L;

    private final transient Problems problems;

    @Inject
    public ProblemPage(Problems problems) {
        this.problems = problems;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        // asked for by its own address it is a path like any other that nobody knows
        problems.write(
                response,
                request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
                        ? code
                        : HttpServletResponse.SC_NOT_FOUND);
    }
}

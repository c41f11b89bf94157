package dev.sluice.http;

import dev.sluice.event.Rejection;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Answers where the server would show a page of its own: for what it refuses before JAX-RS sees it, and for paths that
 * nobody knows. {@code web.xml} names it as the error page.
 */
@WebServlet(ProblemPage.PATH)
public class ProblemPage extends HttpServlet {

    static final String PATH = "/problem";

    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        String json = status instanceof Integer code ? problem(code) : problem(HttpServletResponse.SC_NOT_FOUND);
        if (status == null) {
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        }
        response.setContentType(Problem.MEDIA_TYPE);
        response.getOutputStream().write(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String problem(int status) {
        if (status == HttpServletResponse.SC_NOT_FOUND) {
            return Problem.json(Rejection.NOT_FOUND, "there is nothing at this path");
        }
        // Jersey looks at one header before our own code sees the request
        return status < HttpServletResponse.SC_INTERNAL_SERVER_ERROR
                ? Problem.json(Rejection.BODY_INVALID, "the request is malformed, or its content type is")
                : Problem.json(Rejection.INTERNAL_ERROR, "the gateway failed; its log says more");
    }
}

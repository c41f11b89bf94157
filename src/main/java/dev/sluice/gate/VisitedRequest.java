package dev.sluice.gate;

import dev.sluice.access.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;

/** The request of a WebSocket: its principal is all of it that reaches the endpoint by the standard. */
final class VisitedRequest extends HttpServletRequestWrapper {

    private final Principal principal;

    VisitedRequest(HttpServletRequest request, Visitor visitor) {
        super(request);
        this.principal = new VisitingPrincipal(visitor);
    }

    @Override
    public Principal getUserPrincipal() {
        return principal;
    }
}

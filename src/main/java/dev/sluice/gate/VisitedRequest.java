package dev.sluice.gate;

import dev.sluice.access.Visitor;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.io.IOException;
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

    /** Tyrus' handler, which must not hear of data too early: see {@link DeferredReadUpgrade}. */
    @Override
    public <T extends HttpUpgradeHandler> T upgrade(Class<T> type) throws IOException, ServletException {
        T handler;
        try {
            handler = type.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new ServletException("the server's upgrade handler cannot be made: " + type.getName(), e);
        }
        super.upgrade(DeferredReadUpgrade.class).handTo(handler);
        return handler;
    }
}

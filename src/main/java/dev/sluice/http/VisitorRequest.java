package dev.sluice.http;

import dev.sluice.access.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.HashMap;
import java.util.Map;

/**
 * A request with its visitor. This wrapper stores the gateway's own attributes, such as the visitor, instead of the server: once in
 * a million requests, Payara clears a running request and reuses the object for another one.
 */
final class VisitorRequest extends HttpServletRequestWrapper {

    static final String VISITOR = Visitor.class.getName();

    private static final String OURS = "dev.sluice.";

    /** Null without attributes, to save memory: a stream keeps its request for as long as it is open. */
    private Map<String, Object> own;

    VisitorRequest(HttpServletRequest request, Visitor visitor) {
        super(request);
        setAttribute(VISITOR, visitor);
    }

    @Override
    public Object getAttribute(String name) {
        if (!name.startsWith(OURS)) {
            return super.getAttribute(name);
        }
        return own == null ? null : own.get(name);
    }

    @Override
    public void setAttribute(String name, Object value) {
        if (!name.startsWith(OURS)) {
            super.setAttribute(name, value);
        } else if (value == null) {
            removeAttribute(name);
        } else {
            if (own == null) {
                own = new HashMap<>(2);
            }
            own.put(name, value);
        }
    }

    @Override
    public void removeAttribute(String name) {
        if (!name.startsWith(OURS)) {
            super.removeAttribute(name);
        } else if (own != null && own.remove(name) != null && own.isEmpty()) {
            own = null;
        }
    }
}

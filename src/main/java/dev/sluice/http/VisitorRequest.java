package dev.sluice.http;

import dev.sluice.access.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.HashMap;
import java.util.Map;

/**
 * A request and the visitor who sends it. The gateway's own attributes, the visitor first of all, are kept here and not by the
 * server: once in a million requests Payara empties a request that is under way, and uses the object for another one.
 */
final class VisitorRequest extends HttpServletRequestWrapper {

    static final String VISITOR = Visitor.class.getName();

    private static final String OURS = "dev.sluice.";

    /** Null while there is none: the request of a stream is kept for as long as the stream is open. */
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

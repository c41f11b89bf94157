package dev.sluice.gate;

import dev.sluice.access.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * A request and the visitor who sends it. The visitor is an attribute for those who ask, but not one of the server's: once in a
 * million requests Payara empties those while the request is under way, and uses the object for another one.
 */
final class VisitedRequest extends HttpServletRequestWrapper {

    static final String VISITOR = Visitor.class.getName();

    /** Null once it has been taken. */
    private Visitor visitor;

    VisitedRequest(HttpServletRequest request, Visitor visitor) {
        super(request);
        this.visitor = visitor;
    }

    @Override
    public Object getAttribute(String name) {
        return name.equals(VISITOR) ? visitor : super.getAttribute(name);
    }

    @Override
    public void removeAttribute(String name) {
        if (name.equals(VISITOR)) {
            visitor = null;
        } else {
            super.removeAttribute(name);
        }
    }
}

package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.Caller;
import dev.sluice.access.Grants;
import dev.sluice.access.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A server may empty a request while it is under way, or give it to somebody else. */
class VisitorRequestTest {

    private final Map<Object, Object> attributes = new HashMap<>();

    private final HttpServletRequest request = (HttpServletRequest) Proxy.newProxyInstance(
            VisitorRequestTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (self, method, arguments) -> switch (method.getName()) {
                case "getAttribute" -> attributes.get(arguments[0]);
                case "setAttribute" -> attributes.put(arguments[0], arguments[1]);
                case "removeAttribute" -> attributes.remove(arguments[0]);
                default -> throw new AssertionError(method.getName());
            });

    private static Visitor visitor(String address) {
        return new Visitor(new Caller(Optional.empty(), Grants.NONE, Optional.empty()), address);
    }

    @Test
    void theVisitorStaysWhateverBecomesOfTheServersAttributes() {
        Visitor visitor = visitor("192.0.2.1");
        HttpServletRequest visited = new VisitorRequest(request, visitor);
        visited.setAttribute("other", 1);
        attributes.clear();
        attributes.put(VisitorRequest.VISITOR, visitor("192.0.2.2"));
        assertThat(Gate.visitorOf(visited)).isSameAs(visitor);
        assertThat(visited.getAttribute("other")).isNull();
    }

    /** The checked request of a stream is such an attribute: another client that got it would read with the visitor's rights. */
    @Test
    void noAttributeOfTheGatewayIsGivenToTheServer() {
        HttpServletRequest visited = new VisitorRequest(request, visitor("192.0.2.1"));
        String name = "dev.sluice.sse.StreamRequest";
        visited.setAttribute(name, 1);
        assertThat(attributes).isEmpty();
        attributes.put(name, 2);
        assertThat(visited.getAttribute(name)).isEqualTo(1);
        visited.removeAttribute(name);
        assertThat(visited.getAttribute(name)).isNull();
        visited.setAttribute(name, 3);
        visited.setAttribute(name, null);
        assertThat(visited.getAttribute(name)).isNull();
    }

    @Test
    void theVisitorOfAStreamIsTakenOnce() {
        Visitor visitor = visitor("192.0.2.1");
        HttpServletRequest visited = new VisitorRequest(request, visitor);
        visited.setAttribute("other", 1);
        assertThat(Gate.detachVisitor(visited)).isSameAs(visitor);
        assertThat(Gate.visitorOf(visited)).isNull();
        visited.removeAttribute("other");
        assertThat(visited.getAttribute("other")).isNull();
    }
}

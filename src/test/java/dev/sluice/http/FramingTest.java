package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which paths reach the parts of a server. */
class FramingTest {

    private static HttpServletRequest to(String sent, String servletPath) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                FramingTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "getRequestURI" -> sent;
                    case "getServletPath" -> servletPath;
                    case "getPathInfo" -> servletPath.equals("/api") ? "/events" : null;
                    default -> throw new AssertionError(method.getName());
                });
    }

    private static void assertRefused(HttpServletRequest request, Rejection why) {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> Framing.path(request))
                .satisfies(e -> assertThat(e.rejection()).isEqualTo(why));
    }

    @Test
    void thePathIsThatWhichTheServerGoesBy() {
        assertThat(Framing.path(to("/context/api/events", "/api"))).isEqualTo("/api/events");
        assertThat(Framing.path(to("/client/%73luice.js;a=b", "/client/sluice.js")))
                .isEqualTo("/client/sluice.js");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/event\u00e9", "/api/event\u00a0", "/\u00ff", "/a\"", "/a;%zz", "/a b", "//"})
    void nothingIsAtAPathThatIsNoUri(String path) {
        assertRefused(to(path, path), Rejection.NOT_FOUND);
    }

    /** Payara empties a request that is under way, once in a million times: a request to the API was taken for one of a page. */
    @Test
    void noRuleIsAppliedToARequestThatTheServerHasLost() {
        assertRefused(to("/api/events", null), Rejection.JOURNAL_UNAVAILABLE);
        assertRefused(to(null, null), Rejection.JOURNAL_UNAVAILABLE);
    }
}

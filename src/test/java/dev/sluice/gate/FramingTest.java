package dev.sluice.gate;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which paths reach the parts of a server. */
class FramingTest {

    private static HttpServletRequest to(String path) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                FramingTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (self, method, arguments) -> {
                    if (!method.getName().equals("getRequestURI")) {
                        throw new AssertionError(method.getName());
                    }
                    return path;
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/events", "/api/event%C3%A9", "/client/sluice.js", "/a;b=c", "/api/events/"})
    void aPathThatIsAUriPasses(String path) {
        assertThatCode(() -> Framing.requirePath(to(path))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/event\u00e9", "/api/event\u00a0", "/\u00ff", "/a\"", "/a;%zz", "/a b", "//"})
    void nothingIsAtAPathThatIsNone(String path) {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> Framing.requirePath(to(path)))
                .extracting(RejectedException::rejection, InstanceOfAssertFactories.type(Rejection.class))
                .isEqualTo(Rejection.NOT_FOUND);
    }
}

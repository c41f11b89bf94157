package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.Rejection;
import dev.sluice.metrics.Metrics;
import dev.sluice.metrics.Refusals;
import dev.sluice.settings.TestSettings;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An error is one document, however many parts of a server report one. */
class ProblemResponseTest {

    private final Problems problems = new Problems(new Refusals(new Metrics()), TestSettings.current(Map.of()));
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int status;

    /** A response that nothing has been sent of. */
    private final HttpServletResponse response = (HttpServletResponse) Proxy.newProxyInstance(
            ProblemResponseTest.class.getClassLoader(),
            new Class<?>[] {HttpServletResponse.class},
            (proxy, method, arguments) -> switch (method.getName()) {
                case "isCommitted" -> false;
                case "getOutputStream" -> new Output();
                case "resetBuffer" -> {
                    body.reset();
                    yield null;
                }
                case "setStatus" -> {
                    status = (int) arguments[0];
                    yield null;
                }
                case "setHeader", "setContentType" -> null;
                default -> throw new AssertionError(method.getName());
            });

    private final class Output extends ServletOutputStream {

        @Override
        public void write(int b) {
            body.write(b);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException();
        }
    }

    private void assertOneDocument(int expected, String code) {
        String text = body.toString(StandardCharsets.UTF_8);
        assertThat(status).isEqualTo(expected);
        assertThat(text).startsWith("{").endsWith("\"code\":\"" + code + "\"}").containsOnlyOnce("\"status\"");
    }

    @Test
    void saysTheFirstErrorOfTwo() {
        ProblemResponse wrapped = new ProblemResponse(response, problems);
        wrapped.sendError(403);
        assertThat(wrapped.isCommitted()).isTrue();
        wrapped.sendError(404, "else");
        assertOneDocument(403, "refused");
    }

    @Test
    void dropsWhatHadBegunBeforeTheError() throws IOException {
        response.getOutputStream().print("half a page");
        new ProblemResponse(response, problems).sendError(404);
        assertOneDocument(404, "not-found");
    }

    /** The gate refuses what its chain has failed at, whatever that has written before. */
    @Test
    void saysTheErrorOfTheGateInPlaceOfTheServers() {
        new ProblemResponse(response, problems).sendError(404);
        problems.write(response, Rejection.TOO_MANY_BODIES.because("too many"));
        assertOneDocument(429, "too-many-bodies");
    }
}

package dev.sluice.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.event.ContentType;
import dev.sluice.event.Draft;
import dev.sluice.event.Payload;
import dev.sluice.event.RejectedException;
import dev.sluice.http.Headers;
import dev.sluice.http.Query;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PublishParametersTest {

    private static PublishParameters parameters(Map<String, List<String>> headers) {
        HttpServletRequest request = (HttpServletRequest) Proxy.newProxyInstance(
                PublishParametersTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getQueryString" -> "topic=a";
                    case "getHeaders" -> Collections.enumeration(headers.getOrDefault(arguments[0], List.of()));
                    default -> throw new AssertionError(method.getName());
                });
        return new PublishParameters(Query.of(request), Headers.of(request));
    }

    private static Draft draft(Map<String, List<String>> headers) {
        PublishParameters parameters = parameters(headers);
        return parameters.withOptions(parameters.draft(Payload.text(ContentType.TEXT, "x")), Optional.empty());
    }

    @Test
    void anEmptyKeyOrIfNoneMatchIsNone() {
        Map<String, List<String>> empty =
                Map.of("Idempotency-Key", List.of("", " \t"), "If-None-Match", List.of(" ", ""));
        Draft draft = draft(empty);
        assertThat(draft.key()).isEmpty();
        assertThat(draft.precondition()).isEmpty();
        assertThatCode(() -> parameters(empty).requireNoEventOptions()).doesNotThrowAnyException();
        assertThat(draft(Map.of("Idempotency-Key", List.of("", "k"))).key()).isPresent();
    }

    /** The cursor that a program has forgotten must not turn its condition off. */
    @Test
    void anEmptyIfMatchIsRefused() {
        assertThatExceptionOfType(RejectedException.class).isThrownBy(() -> draft(Map.of("If-Match", List.of(""))));
    }
}

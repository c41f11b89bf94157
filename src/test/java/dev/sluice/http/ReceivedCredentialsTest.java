package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The token of a query. */
class ReceivedCredentialsTest {

    private static Optional<String> token(String query) {
        HttpServletRequest request = (HttpServletRequest) Proxy.newProxyInstance(
                ReceivedCredentialsTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "getQueryString" -> query;
                    case "getHeaders" -> Collections.emptyEnumeration();
                    case "getUserPrincipal" -> null;
                    default -> throw new AssertionError(method.getName());
                });
        return ReceivedCredentials.of(request, Headers.of(request), Optional.empty())
                .query();
    }

    @Test
    void anEmptyTokenIsNone() {
        assertThat(token("topic=a")).isEmpty();
        assertThat(token("access_token=&topic=a")).isEmpty();
        assertThat(token("access_token=&access%5Ftoken=x")).contains("x");
    }

    /** RFC 6750, section 2: which of them a proxy has checked, nobody knows. */
    @Test
    void twoTokensAreRefused() {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> token("access_token=x&access%5Ftoken=x"))
                .satisfies(e -> assertThat(e.rejection()).isEqualTo(Rejection.TOKEN_INVALID));
    }
}

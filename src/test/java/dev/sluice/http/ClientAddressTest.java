package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {

    private static final String PROXY = "10.0.0.1";

    private final ClientAddress standard = addresses("Forwarded");
    private final ClientAddress older = addresses("X-Forwarded-For");

    private static ClientAddress addresses(String header) {
        return new ClientAddress(new Settings.Web(List.of(), List.of("10.0.0.0/8"), header));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "for=192.0.2.7",
                "FOR=\"192.0.2.7\"",
                "for = 192.0.2.7",
                "for=6.6.6.6, for=192.0.2.7:4711,\tfor=10.0.0.9",
                "proto=http;for=\"192.0.2.7:4711\";by=\"a;b,c\"",
                "for=6.6.6.6,, ,for=192.0.2.7,"
            })
    void theLastThatIsNoProxyIsTheClient(String value) {
        assertThat(standard.of(request(PROXY, Map.of("Forwarded", List.of(value)))))
                .isEqualTo("192.0.2.7");
    }

    /** The client has opened a string, and the proxy's own quotation marks would close it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "for=6.6.6.6;x=\", for=192.0.2.7",
                "for=6.6.6.6;x=\", for=\"[2001:db8::1]\"",
                "for=6.6.6.6;x=\"\\, for=\"192.0.2.7\"",
                "for=6.6.6.6;x=\", for=192.0.2.7;host=\"a\"",
                "for=\"6.6.6.6"
            })
    void aStrayQuotationMarkHidesTheClientAndLendsItNoAddress(String value) {
        assertThat(standard.of(request(PROXY, Map.of("Forwarded", List.of(value)))))
                .isEqualTo(PROXY);
    }

    /** RFC 7239, section 4: each parameter stands once in an element. Which one the proxy wrote nobody knows. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "for=6.6.6.6;for=192.0.2.7",
                "for=192.0.2.7;FOR=192.0.2.7",
                "for=192.0.2.7;proto=https;proto=http",
                "by=a;for=192.0.2.7;By=b",
                "for=192.0.2.7;x=1;x=2"
            })
    void anElementThatNamesAParameterTwiceCannotBeRead(String value) {
        HttpServletRequest request =
                request(PROXY, Map.of("Host", List.of("inside:8080"), "Forwarded", List.of(value + ";host=a")));
        assertThat(standard.of(request)).isEqualTo(PROXY);
        assertThat(standard.hosts(request)).containsExactly("inside:8080");
        assertThat(standard.isSecure(request)).isFalse();
    }

    /** X-Forwarded-For has no strings: a quotation mark of the client hides nothing of what the proxy appends. */
    @ParameterizedTest
    @ValueSource(strings = {"\", 192.0.2.7", "\"\\\", 192.0.2.7, 10.0.0.9", "6.6.6.6, \"6.6.6.6, 192.0.2.7:4711,"})
    void aQuotationMarkInTheOlderHeaderHidesNothing(String value) {
        assertThat(older.of(request(PROXY, Map.of("X-Forwarded-For", List.of(value)))))
                .isEqualTo("192.0.2.7");
    }

    @Test
    void aQuotationMarkInTheOlderHeadersHidesNeitherHostNorScheme() {
        HttpServletRequest request = request(
                PROXY,
                Map.of(
                        "Host", List.of("inside:8080"),
                        "X-Forwarded-Host", List.of("\", gw.example"),
                        "X-Forwarded-Proto", List.of("\", https")));
        assertThat(older.hosts(request)).containsExactly("inside:8080", "\"", "gw.example");
        // all proxies have to tell of TLS
        assertThat(older.isSecure(request)).isFalse();
    }

    @Test
    void onlyATrustedProxyTellsHostAndScheme() {
        Map<String, List<String>> headers = Map.of(
                "Host", List.of("inside:8080"),
                "Forwarded", List.of("for=192.0.2.7;Host=\"gw.example:443\";proto=HTTPS", "for=10.0.0.9;proto=https"),
                "X-Forwarded-Host", List.of("old.example, older.example"),
                "X-Forwarded-Proto", List.of("https, http"));
        HttpServletRequest trusted = request(PROXY, headers);
        assertThat(standard.hosts(trusted)).containsExactly("inside:8080", "gw.example:443");
        assertThat(standard.isSecure(trusted)).isTrue();
        assertThat(older.hosts(trusted)).containsExactly("inside:8080", "old.example", "older.example");
        assertThat(older.isSecure(trusted)).isFalse();
        HttpServletRequest stranger = request("192.0.2.8", headers);
        assertThat(standard.hosts(stranger)).containsExactly("inside:8080");
        assertThat(standard.isSecure(stranger)).isFalse();
    }

    /** Of which nothing is asked but these. */
    private static HttpServletRequest request(String address, Map<String, List<String>> headers) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                ClientAddressTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getRemoteAddr" -> address;
                    case "isSecure" -> false;
                    case "getHeaders" -> Collections.enumeration(headers.getOrDefault(arguments[0], List.of()));
                    default -> throw new AssertionError(method.getName());
                });
    }
}

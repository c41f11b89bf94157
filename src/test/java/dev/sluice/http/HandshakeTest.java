package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.access.Caller;
import dev.sluice.access.Grants;
import dev.sluice.access.Visitor;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.session.IncomingMessage;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, section 4.2.1. */
class HandshakeTest {

    private static final String KEY = "Sec-WebSocket-Key";
    private static final String VERSION = "Sec-WebSocket-Version";

    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, String> answered = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private final HttpServletRequest request = (HttpServletRequest) Proxy.newProxyInstance(
            HandshakeTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) -> switch (method.getName()) {
                case "getMethod" -> "GET";
                case "getProtocol" -> "HTTP/1.1";
                case "getHeaders" -> Collections.enumeration(headers.getOrDefault(arguments[0], List.of()));
                default -> throw new AssertionError(method.getName());
            });

    private final HttpServletResponse response = (HttpServletResponse) Proxy.newProxyInstance(
            HandshakeTest.class.getClassLoader(),
            new Class<?>[] {HttpServletResponse.class},
            (proxy, method, arguments) -> {
                answered.put((String) arguments[0], (String) arguments[1]);
                return null;
            });

    HandshakeTest() {
        headers.put("Upgrade", List.of("websocket"));
        headers.put("Connection", List.of("Upgrade"));
        headers.put(VERSION, List.of("13"));
        headers.put(KEY, List.of("dGhlIHNhbXBsZSBub25jZQ=="));
    }

    private void assertRefused(Rejection rejection, String right) {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> Handshake.require(request, response))
                .withMessageContaining(right)
                .satisfies(e -> assertThat(e.rejection()).isEqualTo(rejection));
    }

    /** Tyrus looks for this one alone, and in the first line. */
    @ParameterizedTest
    @ValueSource(strings = {"websocket", "h2c, WebSocket", "websocket, h2c", "h2c|websocket"})
    void takesWebSocketAmongOtherProtocols(String upgrade) {
        headers.put("Upgrade", List.of(upgrade.split("\\|")));
        assertThatCode(() -> Handshake.require(request, response)).doesNotThrowAnyException();
        Visitor visitor = new Visitor(new Caller(Optional.empty(), Grants.NONE, Optional.empty()), "192.0.2.1");
        Handshake handshake = new Handshake(request, visitor, new IncomingMessage(System::nanoTime, Optional::empty));
        assertThat(handshake.getHeader("upgrade")).isEqualTo("websocket");
        assertThat(Collections.list(handshake.getHeaders("UPGRADE"))).containsExactly("websocket");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "YWJj",
                "dGhlIHNhbXBsZSBub25jZQ",
                "dGhlIHNhbXBsZSBub25jZXg=",
                "dGhlIHNhbXBsZSBub25jZQ==, dGhlIHNhbXBsZSBub25jZQ==",
                "************************"
            })
    void refusesAKeyThatIsNotSixteenBytes(String key) {
        headers.put(KEY, List.of(key));
        assertRefused(Rejection.PARAMETER_INVALID, "16 bytes in Base64");
    }

    /** The server would take it for frames. */
    @Test
    void refusesABody() {
        headers.put("Content-Length", List.of("0"));
        assertThatCode(() -> Handshake.require(request, response)).doesNotThrowAnyException();
        headers.put("Content-Length", List.of("29"));
        assertRefused(Rejection.PARAMETER_INVALID, "must not have a body");
        headers.remove("Content-Length");
        headers.put("Transfer-Encoding", List.of("chunked"));
        assertRefused(Rejection.PARAMETER_INVALID, "must not have a body");
    }

    @Test
    void refusesNoKeyAndTwo() {
        List<String> key = headers.remove(KEY);
        assertRefused(Rejection.PARAMETER_INVALID, KEY);
        headers.put(KEY, List.of(key.get(0), key.get(0)));
        assertRefused(Rejection.PARAMETER_INVALID, KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8", "13, 8", "014", "x"})
    void refusesAnotherVersionAndNamesTheRightOne(String version) {
        headers.put(VERSION, List.of(version));
        assertRefused(Rejection.UPGRADE_REQUIRED, "Sec-WebSocket-Version: 13");
        assertThat(answered).containsEntry(VERSION, "13").containsEntry("Upgrade", "websocket");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "h2c", "websockets", "websocket/13"})
    void refusesARequestForNoWebSocket(String upgrade) {
        headers.put("Upgrade", List.of(upgrade));
        assertRefused(Rejection.UPGRADE_REQUIRED, "Upgrade: websocket");
    }
}

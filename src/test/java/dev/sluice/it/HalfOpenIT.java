package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Http;
import dev.sluice.harness.RawSocket;
import dev.sluice.harness.Received;
import dev.sluice.harness.SseStream;
import dev.sluice.harness.WsClient;
import dev.sluice.servers.OnEveryServer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that begin and do not end, or vanish: the others are served as if they were not there. */
@OnEveryServer
class HalfOpenIT {

    private static final int CLIENTS = 30;

    private final Gateway gateway = Gateway.shared();
    private final Http http = gateway.http();
    private final String topic = Fresh.topic("half-open");
    private final List<RawSocket> open = new ArrayList<>();

    @AfterEach
    void cut() {
        open.forEach(RawSocket::cut);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("beginnings")
    void theOthersAreServed(String what, String beginning) {
        begin(beginning);
        assertThatTheOthersAreServed();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("beginnings")
    void theOthersAreServedWhenTheyVanish(String what, String beginning) {
        begin(beginning);
        open.forEach(RawSocket::cut);
        assertThatTheOthersAreServed();
    }

    static Stream<Arguments> beginnings() {
        String host = " HTTP/1.1\r\nHost: localhost\r\n";
        return Stream.of(
                Arguments.of("nothing is sent", ""),
                Arguments.of("no HTTP", "rubbish\r\n\r\n"),
                Arguments.of("half a request line", "GET /api/ev"),
                Arguments.of("headers that do not end", "GET /api/events" + host + "Accept: text/ev"),
                Arguments.of(
                        "a handshake that does not end", "GET /ws" + host + "Upgrade: websocket\r\nConnection: Up"),
                Arguments.of(
                        "a body that does not end",
                        "POST /api/events?topic=a" + host
                                + "Content-Type: text/plain\r\nContent-Length: 100\r\n\r\nhalf"),
                Arguments.of(
                        "chunks that do not end",
                        "POST /api/events/batch" + host
                                + "Content-Type: application/json\r\n"
                                + "Transfer-Encoding: chunked\r\n\r\n"
                                + "5\r\n"
                                + "[{\"to\r\n"),
                Arguments.of(
                        "a stream that nobody reads",
                        "GET /api/events?last=1000" + host + "Accept: text/event-stream\r\n\r\n"),
                Arguments.of(
                        "a WebSocket that says nothing",
                        "GET /ws" + host + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"),
                Arguments.of(
                        "half a frame",
                        "GET /ws" + host + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n\u0001"));
    }

    private void begin(String beginning) {
        for (int i = 0; i < CLIENTS; i++) {
            open.add(RawSocket.open(gateway.port(), 4096).send(beginning));
        }
    }

    private void assertThatTheOthersAreServed() {
        try (SseStream stream = gateway.stream("topic=" + topic);
                WsClient client = WsClient.sluice(gateway)) {
            stream.ready();
            client.subscribe("s", topic, "");
            for (int i = 0; i < 20; i++) {
                Received event = new Received(http.publish(topic, "event " + i), "event " + i);
                assertThat(stream.event()).isEqualTo(event);
                assertThat(client.events("s", 1)).containsExactly(event);
            }
            assertThat(http.everything("topic=" + topic, "earliest").size()).isEqualTo(20);
        }
    }
}

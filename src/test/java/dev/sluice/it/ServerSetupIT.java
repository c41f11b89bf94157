package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Limits;
import dev.sluice.harness.QuietLog;
import dev.sluice.harness.RawSocket;
import dev.sluice.servers.ExceptWhere;
import dev.sluice.servers.OnEveryServer;
import dev.sluice.servers.Quirk;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped set-up of the server that runs the gateway: its answers, and its log. */
@OnEveryServer
class ServerSetupIT {

    private static final String UPGRADE =
            " HTTP/1.1\r\nHost: localhost\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: ";

    private final Gateway gateway = Gateway.shared();

    /** As Java's own client publishes, if nobody has told it the version. */
    @Test
    void aBodyEndsWhereItsLengthSaysAlsoBesideAnUpgrade() throws IOException, InterruptedException {
        HttpRequest publish = HttpRequest.newBuilder(gateway.uri("/api/events?topic=" + Fresh.topic("h2c")))
                .timeout(Limits.ANSWER)
                .POST(BodyPublishers.ofString("{}"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(publish, BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(201);
    }

    /** Behind a front it would be a tunnel, in which a client writes the front's headers. */
    @ParameterizedTest
    @ValueSource(strings = {"h2c", "websocket\r\nUpgrade: h2c"})
    void aPlainConnectionNeverBecomesHttp2(String protocols) throws IOException {
        try (RawSocket socket = RawSocket.open(gateway.port()).readWithin(Limits.ANSWER)) {
            socket.send("GET /api/health/live" + UPGRADE + protocols + "\r\n\r\n");
            assertThat(socket.readHead().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ExceptWhere(Quirk.NAMES_ITSELF)
    @ValueSource(strings = {"/", "/api/health/live", "/api/nothing", "/nothing", "/nothing.jsp", "/api/events?topic="})
    void anAnswerDoesNotNameTheServer(String path) throws IOException {
        try (RawSocket socket = RawSocket.open(gateway.port()).readWithin(Limits.ANSWER)) {
            socket.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(socket.readHead().headers()).doesNotContainKeys("server", "x-powered-by");
        }
    }

    /** What a client sends is no line of an operator's log, and no stack of forty. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /api/events?topic=a HTTP/1.1|Host: localhost|Content-Type: text/plain|Transfer-Encoding: chunked||zz|x|0||",
                "POST /api/events?topic=a HTTP/1.1|Host: localhost|Content-Type: text/plain|Transfer-Encoding: chunked||-1|x|0||",
                "GET /api/health/ready HTTP/1.1|Host: localhost|Content-Length: 0|Transfer-Encoding: identity||",
                "POST /api/events?topic=a HTTP/1.1|Host: localhost|Content-Type: text/plain|Content-Length: x||",
                "GET /api/%zz HTTP/1.1|Host: localhost||",
                "GET /%zz HTTP/1.1|Host: localhost||",
                "GET /%c0%af HTTP/1.1|Host: localhost||",
                "GET /%00 HTTP/1.1|Host: localhost||",
                "GET /../../x HTTP/1.1|Host: localhost||",
                "GET /api/events?topic=%zz HTTP/1.1|Host: localhost||",
                "GET / HTTP/1.1|Host: a:b:c||",
                "GET / HTTP/1.1|Host: localhost|Range: bytes=x||",
                "GET / HTTP/9.9|Host: localhost||",
                "GET / HTTP/1.1|Host: localhost|Upgrade: h2c|HTTP2-Settings: !!!|Connection: Upgrade, HTTP2-Settings||",
                "PRI * HTTP/2.0||SM||noise and more noise and still more",
                "TRACE / HTTP/1.1|Host: localhost||"
            })
    void aRequestThatCannotBeReadLeavesNothingInTheLog(String request) throws IOException {
        QuietLog log = QuietLog.from(gateway);
        try (RawSocket socket = RawSocket.open(gateway.port()).readWithin(Limits.ANSWER)) {
            socket.send(request.replace("|", "\r\n"));
            // the first byte of an answer, or the end: WildFly closes without one
            socket.in().read();
        }
        gateway.http().publish("a", "the server has gone on");
        log.assertQuiet();
    }
}

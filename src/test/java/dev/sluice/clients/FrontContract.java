package dev.sluice.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.Ports;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each front for which a set-up is shipped lets through, and what not. */
abstract class FrontContract extends FrontScene {

    private static final Duration QUIET = Duration.ofSeconds(65);
    private static final int MOST_TRIES = 20;

    FrontContract(Fronts program) {
        super(program);
    }

    @Test
    void thirtyStreamsOfOnePageReceive() {
        try (Chromium browser = new Chromium()) {
            Lines lines = open(browser);
            lines.assertReceive(publish(20));
            lines.assertBegan(1);
            assertThat(lines.protocol()).isEqualTo("h2");
        }
    }

    @Test
    void quietLinesStay() {
        try (Chromium browser = new Chromium()) {
            open(browser).assertOutlast(QUIET, () -> source.publish("message", "event"));
        }
    }

    @Test
    void aRestartOfTheFrontLosesNothing() {
        try (Chromium browser = new Chromium()) {
            Lines lines = open(browser);
            List<Received> events = publish(3);
            lines.assertReceive(events);
            front.stop();
            events.addAll(publish(3));
            front.start();
            lines.awaitBeginnings(2);
            events.addAll(publish(3));
            lines.assertReceive(events);
        }
    }

    /** What is open goes on for as long as the set-up allows, and then at the new process. */
    @Test
    void aReloadOfTheFrontLosesNothing() throws Exception {
        try (Chromium browser = new Chromium()) {
            Lines lines = open(browser);
            front.reload();
            List<Received> events = publish(3);
            lines.assertReceive(events);
            lines.assertBegan(1);
            lines.awaitBeginnings(2);
            events.addAll(publish(3));
            lines.assertReceive(events);
        }
    }

    @Test
    void aRestartOfTheGatewayLosesNothing() throws Exception {
        try (Chromium browser = new Chromium()) {
            Lines lines = open(browser);
            List<Received> events = publish(3);
            lines.assertReceive(events);

            gateway.stop();
            HttpResponse<String> away = http.send(stream(), BodyHandlers.ofString());
            assertThat(away.statusCode()).isEqualTo(200);
            assertThat(away.headers().firstValue("Content-Type")).contains("text/event-stream");
            assertThat(away.body()).isEqualTo("retry: 2000\n\n");
            assertIsAway(http.send(history(), BodyHandlers.ofString()));

            gateway.restart();
            lines.awaitBeginnings(2);
            events.addAll(publish(3));
            lines.assertReceive(events);
        }
    }

    @Test
    void eachEventGoesOutAsItComes() throws Exception {
        var stream = http.send(stream(), BodyHandlers.ofInputStream());
        assertThat(stream.version()).isEqualTo(HttpClient.Version.HTTP_2);
        try (var lines = new BufferedReader(new InputStreamReader(stream.body(), UTF_8))) {
            assertComes(lines, "event: sluice.ready");
            publish(1);
            assertComes(lines, "data: event 0");
        }
    }

    /** Which of the two the gateway would answer, while it is unavailable the front has to know by itself. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/event-stream | true",
                "Text/Event-Stream ; charset=utf-8 | true",
                "text/event-stream, application/json | false",
                "application/json, text/event-stream | false",
                "application/json;x=text/event-stream | false",
                "text/event-streams | false"
            })
    void aStreamAcceptsNothingElse(String accept, boolean stream) throws Exception {
        try (Front alone = program.before(Ports.free(), certificate).start()) {
            HttpResponse<String> answer =
                    http.send(to(alone, "api/events").header("Accept", accept).build(), BodyHandlers.ofString());
            if (stream) {
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("retry: 2000\n\n");
            } else {
                assertIsAway(answer);
            }
        }
    }

    /** The answer that lets a stream wait would let its publisher believe that the event is there. */
    @ParameterizedTest
    @ValueSource(strings = {"text/event-stream", "application/json, text/event-stream"})
    void aPublishIsNoStreamWhateverItAccepts(String accept) throws Exception {
        try (Front alone = program.before(Ports.free(), certificate).start()) {
            assertIsAway(http.send(publishTo(alone).header("Accept", accept).build(), BodyHandlers.ofString()));
        }
    }

    /** It has been committed. Sent again by the front, it would be there twice. */
    @Test
    void aPublishWhoseAnswerIsLostIsTheClientsToRepeat() throws Exception {
        try (Wire wire = new Wire(gateway.uri());
                Front fragile =
                        program.before(wire.uri().getPort(), certificate).start()) {
            HttpRequest publish = publishTo(fragile).build();
            // in time a look at the gateway's health may be cut in its place
            int sent = 0;
            HttpResponse<String> answer;
            do {
                wire.cutAfter(0);
                answer = http.send(publish, BodyHandlers.ofString());
                sent++;
            } while (answer.statusCode() == 201 && sent < MOST_TRIES);
            assertIsAway(answer);
            // one fewer if the front has found nobody healthy to give it to
            assertThat(http.send(history(), BodyHandlers.ofString()).body().split("\"id\""))
                    .hasSizeBetween(sent, 1 + sent);
        }
    }

    @Test
    void aBatchOfMegabytesGetsThrough() throws Exception {
        assertThat(batch(5).statusCode()).isEqualTo(201);
        HttpResponse<String> refused = batch(9);
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.body()).contains("\"code\":\"data-too-large\"");
    }

    /** By its limit for one address, which nobody gets round who writes an address of his own. */
    @Test
    void theGatewaySeesTheAddressOfTheClient() throws Exception {
        try (Visitors visitors = visitors()) {
            for (int i = 0; i < PER_ADDRESS; i++) {
                assertThat(visitors.stream("127.0.0.2", "")).isEqualTo("sluice.ready");
            }
            assertThat(visitors.stream("127.0.0.2", "")).isEqualTo("sluice.error");
            assertThat(visitors.stream("127.0.0.2", "X-Forwarded-For: 10.1.1.1\r\nForwarded: for=10.1.1.1\r\n"))
                    .isEqualTo("sluice.error");
            assertThat(visitors.stream("127.0.0.3", "")).isEqualTo("sluice.ready");
        }
    }

    /** The gateway believes the front about the host and the scheme: a client's own word must not come through. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://localhost:PORT",
                "Origin: http://localhost:PORT\r\nX-Forwarded-Proto: http",
                "Origin: https://evil.example\r\nX-Forwarded-Host: evil.example",
                "Origin: https://evil.example\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Host: localhost:PORT",
                "Origin: https://evil.example\r\nForwarded: host=evil.example;proto=https"
            })
    void onlyItsOwnOriginByTlsIsTheGateways(String headers) throws Exception {
        assertThat(statusOfHistory("Origin: https://localhost:PORT")).isEqualTo("HTTP/1.1 200 OK");
        assertThat(statusOfHistory(headers)).isEqualTo("HTTP/1.1 403 Forbidden");
    }

    private String statusOfHistory(String headers) throws Exception {
        try (Visitors visitors = visitors()) {
            String request = "GET /api/events?topic=" + source.topic() + " HTTP/1.1\r\nHost: localhost:PORT\r\n"
                    + headers + "\r\n\r\n";
            return status(visitors.raw(
                    request.replace("PORT", Integer.toString(front.uri().getPort()))));
        }
    }

    /** Neither the server behind nor the version of the front. */
    @Test
    void answersNameNoVersion() throws Exception {
        HttpResponse<String> answer = http.send(history(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().allValues("Server")).isSubsetOf(program.command());
        assertThat(answer.headers().allValues("X-Powered-By")).isEmpty();
    }

    /** A tunnel by another protocol carries requests that the front has not seen: the client could name its own address in them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "h2c",
                "H2C",
                "websocket, h2c",
                "websocket\r\nUpgrade: h2c",
                "h2c\r\nUpgrade: websocket",
                "TLS/1.3"
            })
    void nothingButAWebSocketIsUpgraded(String upgrade) throws Exception {
        try (Wire wire = new Wire(gateway.uri());
                Front before = program.before(wire.uri().getPort(), certificate).start();
                Visitors visitors = new Visitors(before.uri(), certificate.trusting())) {
            Socket socket = visitors.raw("GET /api/health/live HTTP/1.1\r\nHost: localhost\r\nUpgrade: " + upgrade
                    + "\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nConnection: Upgrade, HTTP2-Settings\r\n\r\n");
            // HAProxy refuses a WebSocket without a key
            assertThat(status(socket)).isIn("HTTP/1.1 200 OK", "HTTP/1.1 400 Bad request");
            assertThat(wire.sent().toLowerCase(Locale.ROOT))
                    .contains("get ")
                    .doesNotContain("h2c", "http2-settings", "tls/");
        }
    }

    /** A thread of the gateway would wait for each byte. */
    @Test
    void theGatewayGetsASlowBodyWhole() throws Exception {
        try (Wire wire = new Wire(gateway.uri());
                Front before = program.before(wire.uri().getPort(), certificate).start();
                Visitors visitors = new Visitors(before.uri(), certificate.trusting())) {
            String body = "slow";
            Socket socket = visitors.raw("POST /api/events?topic=" + source.topic()
                    + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: " + body.length()
                    + "\r\n\r\n");
            for (int i = 0; i < body.length(); i++) {
                assertThat(http.send(to(before, "api/health/live?after=" + i).build(), BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(200);
                assertThat(wire.sent()).contains("?after=" + i).doesNotContain("POST ");
                socket.getOutputStream().write(body.charAt(i));
            }
            assertThat(status(socket)).isEqualTo("HTTP/1.1 201 Created");
            assertThat(wire.sent()).contains("POST ", "\r\n\r\nslow");
        }
    }

    /** However the path is written, as long as the gateway would understand it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/metrics",
                "/api/metrics?x",
                "/api/metrics;x=1",
                "/api/m%65trics",
                "/api//metrics",
                "/api/x/../metrics",
                "/console",
                "/console/",
                "/console;x/",
                "/%63onsole/index.html",
                "//console/index.html",
                "/demos/../console/index.html",
                "/demos/%2e%2e/console/index.html"
            })
    void whatOperatorsSeeIsClosedToTheOutside(String path) throws Exception {
        try (Visitors visitors = visitors()) {
            Socket socket = visitors.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 404 ")
                    .contains("the front does not pass this path on", "\"code\":\"not-found\"");
        }
    }

    /** A front that cannot decode the path cannot tell that it is a closed one. */
    @ParameterizedTest
    @ValueSource(strings = {"/console/%zz", "/api/metrics;%zz", "/console/%"})
    void aPathWithABrokenEscapeIsRefused(String path) throws Exception {
        try (Wire wire = new Wire(gateway.uri());
                Front before = program.before(wire.uri().getPort(), certificate).start();
                Visitors visitors = new Visitors(before.uri(), certificate.trusting())) {
            Socket socket = visitors.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(status(socket)).startsWith("HTTP/1.1 400 ");
            assertThat(wire.sent()).doesNotContain(path);
        }
    }
}

package dev.sluice.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sluice.it.OwnGateway;
import dev.sluice.servers.Ports;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What each front for which a set-up is shipped lets through, and what not. The gateway here is silent for longer than the
 * 60 seconds after which a proxy cuts by default.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FrontContract {

    private static final Duration HEARTBEAT = Duration.ofSeconds(90);
    private static final Duration QUIET = Duration.ofSeconds(65);
    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PER_ADDRESS = 200;
    private static final int MOST_TRIES = 20;

    private final Fronts program;
    private Certificate certificate;
    private OwnGateway gateway;
    private HttpClient http;
    private Front front;
    private Source source;

    FrontContract(Fronts program) {
        this.program = program;
    }

    @BeforeAll
    void startTheGateway() throws Exception {
        Machine.program(program.command());
        certificate = Certificate.make(Files.createTempDirectory(Machine.targetDirectory("front"), "certificate-"));
        http = HttpClient.newBuilder().sslContext(certificate.trusting()).build();
        gateway = OwnGateway.start(
                program.command(),
                Map.of(
                        "sluice.heartbeat",
                        HEARTBEAT.toSeconds() + "s",
                        "sluice.connections.per-address",
                        Integer.toString(PER_ADDRESS),
                        "sluice.trusted-proxies",
                        "127.0.0.1",
                        "sluice.trusted-proxies.header",
                        "X-Forwarded-For"));
    }

    @AfterAll
    void stopTheGateway() {
        if (gateway != null) {
            gateway.close();
        }
    }

    @BeforeEach
    void startTheFront() throws Exception {
        front = program.before(gateway.uri().getPort(), certificate).start();
        source = new Source(gateway.uri(), "front");
    }

    @AfterEach
    void stopTheFront() {
        if (front != null) {
            front.close();
        }
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

    /** What would let a stream wait would let its publisher believe that the event is there. */
    @Test
    void aPublishIsNoStreamWhateverItAccepts() throws Exception {
        try (Front alone = program.before(Ports.free(), certificate).start()) {
            assertIsAway(http.send(
                    publishTo(alone)
                            .header("Accept", "application/json, text/event-stream")
                            .build(),
                    BodyHandlers.ofString()));
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

    /** By one connection of HTTP/2, which stays open for the next one. */
    final HttpResponse<String> publish() throws IOException, InterruptedException {
        return http.send(publishTo(front).build(), BodyHandlers.ofString());
    }

    /** The answer to the head of a publish alone: a client in the midst of the body may find the connection closed before it reads. */
    final String announce(int bytes) throws Exception {
        try (Socket socket = certificate
                .trusting()
                .getSocketFactory()
                .createSocket("localhost", front.uri().getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            String head = "POST /api/events/batch HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + bytes + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(UTF_8));
            StringBuilder answer = new StringBuilder();
            for (int next = 0; next >= 0 && next != '}'; ) {
                next = socket.getInputStream().read();
                answer.append((char) next);
            }
            return answer.toString();
        }
    }

    final Visitors visitors() throws Exception {
        return new Visitors(front.uri(), certificate.trusting());
    }

    private Lines open(Chromium browser) {
        return new Lines(browser, front.uri(), source.topic());
    }

    private List<Received> publish(int count) {
        List<Received> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(source.publish("message", "event " + i));
        }
        return events;
    }

    private static HttpRequest.Builder to(Front front, String pathAndQuery) {
        return HttpRequest.newBuilder(front.uri().resolve(pathAndQuery)).timeout(PATIENCE);
    }

    private HttpRequest.Builder publishTo(Front front) {
        return to(front, "api/events?topic=" + source.topic())
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("x"));
    }

    private HttpRequest stream() {
        return to(front, "api/events?topic=" + source.topic())
                .header("Accept", "text/event-stream")
                .build();
    }

    private HttpRequest history() {
        return to(front, "api/events?topic=" + source.topic())
                .header("Accept", "application/json")
                .build();
    }

    /** Events of a million bytes each. */
    private HttpResponse<String> batch(int events) throws IOException, InterruptedException {
        String event = "{\"topic\":\"%s\",\"data\":\"%s\"}".formatted(source.topic(), "x".repeat(1_000_000));
        return http.send(
                to(front, "api/events/batch")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("[" + String.join(",", Collections.nCopies(events, event)) + "]"))
                        .build(),
                BodyHandlers.ofString());
    }

    /** Sooner than the next heartbeat could push it out. */
    private static void assertComes(BufferedReader lines, String wanted) {
        assertTimeoutPreemptively(
                PATIENCE,
                () -> assertThat(lines.lines().anyMatch(wanted::equals)).isTrue());
    }

    static void assertIsAway(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(502, 503);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.headers().firstValue("Retry-After")).contains("2");
        JsonObject problem = JsonParser.parseString(answer.body()).getAsJsonObject();
        assertThat(problem.get("status").getAsInt()).isEqualTo(answer.statusCode());
        assertThat(problem.get("code").getAsString()).isEqualTo("gateway-unavailable");
    }
}

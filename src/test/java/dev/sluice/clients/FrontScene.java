package dev.sluice.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sluice.harness.OwnGateway;
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
import org.junit.jupiter.api.TestInstance;

/**
 * A gateway behind a front that runs with its shipped set-up, for one class of tests, and a front anew for each test. The gateway
 * is silent for longer than the 60 seconds after which a proxy cuts by default.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FrontScene {

    private static final Duration HEARTBEAT = Duration.ofSeconds(90);
    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final int PER_ADDRESS = 200;

    final Fronts program;
    Certificate certificate;
    OwnGateway gateway;
    HttpClient http;
    Front front;
    Source source;

    FrontScene(Fronts program) {
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

    Lines open(Chromium browser) {
        return new Lines(browser, front.uri(), source.topic());
    }

    List<Received> publish(int count) {
        List<Received> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(source.publish("message", "event " + i));
        }
        return events;
    }

    static String status(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
    }

    static HttpRequest.Builder to(Front front, String pathAndQuery) {
        return HttpRequest.newBuilder(front.uri().resolve(pathAndQuery)).timeout(PATIENCE);
    }

    HttpRequest.Builder publishTo(Front front) {
        return to(front, "api/events?topic=" + source.topic())
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("x"));
    }

    HttpRequest stream() {
        return to(front, "api/events?topic=" + source.topic())
                .header("Accept", "text/event-stream")
                .build();
    }

    HttpRequest history() {
        return to(front, "api/events?topic=" + source.topic())
                .header("Accept", "application/json")
                .build();
    }

    /** Events of a million bytes each. */
    HttpResponse<String> batch(int events) throws IOException, InterruptedException {
        String event = "{\"topic\":\"%s\",\"data\":\"%s\"}".formatted(source.topic(), "x".repeat(1_000_000));
        return http.send(
                to(front, "api/events/batch")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("[" + String.join(",", Collections.nCopies(events, event)) + "]"))
                        .build(),
                BodyHandlers.ofString());
    }

    /** Sooner than the next heartbeat could push it out. */
    static void assertComes(BufferedReader lines, String wanted) {
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

package dev.sluice.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Publishes to one topic and remembers what was acknowledged, in order. One thread at a time publishes: the test's, or
 * between {@link #start} and {@link #stop} the source's own.
 */
final class Source {

    /** Every type that {@link #start} publishes; {@code message} is the browser's name for none. */
    static final List<String> TYPES = List.of("message", "created", "changed");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI gateway;
    private final String topic;
    private final List<Received> published = new ArrayList<>();
    private volatile boolean publishing;
    private CompletableFuture<Void> run = CompletableFuture.completedFuture(null);

    /** A source with a topic of its own below this one. */
    Source(URI gateway, String parent) {
        this.gateway = gateway;
        this.topic = parent + "/" + UUID.randomUUID().toString().substring(0, 8);
    }

    String topic() {
        return topic;
    }

    /** Publishes text and says how a client is to receive it. */
    Received publish(String type, String text) {
        return publish(type, "text/plain;charset=utf-8", text.getBytes(UTF_8), text);
    }

    /** Goes on publishing, all that a stream finds hard to carry among it, until {@link #stop}. */
    void start() {
        publishing = true;
        run = CompletableFuture.runAsync(() -> {
            for (int n = 0; publishing; n++) {
                publish(n);
            }
        });
    }

    /** Ends what {@link #start} began. Returns everything that was published from the first on. */
    List<Received> stop() {
        publishing = false;
        run.join();
        return List.copyOf(published);
    }

    private void publish(int n) {
        String type = TYPES.get(n % TYPES.size());
        switch (n % 8) {
            case 0 -> publish(type, "application/json", json(n).getBytes(UTF_8), json(n));
            case 1 -> publish(type, "two\nlines " + n);
            case 2 -> publish(type, " a blank before " + n);
            case 3 -> publish(type, "a line's end after " + n + "\n");
            case 4 -> publish(type, "data: id: Zürich → 東京 🚀 " + n);
            case 5 -> publish(type, "");
            case 6 -> publish(type, "x".repeat(3000) + n);
            default -> {
                byte[] bytes = {(byte) n, 0, (byte) 0xff, '\n', (byte) (n >> 8)};
                publish(
                        type,
                        "application/octet-stream",
                        bytes,
                        Base64.getEncoder().encodeToString(bytes));
            }
        }
    }

    private Received publish(String type, String contentType, byte[] body, String data) {
        String query = "topic=" + encoded(topic) + (type.equals("message") ? "" : "&event=" + encoded(type));
        HttpRequest request = HttpRequest.newBuilder(gateway.resolve("api/events?" + query))
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        try {
            var answer = http.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            String id = JsonParser.parseString(answer.body())
                    .getAsJsonObject()
                    .get("id")
                    .getAsString();
            Received event = new Received(id, type, data);
            published.add(event);
            return event;
        } catch (IOException | InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    private static String json(int n) {
        return "{\"n\":" + n + "}";
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, UTF_8);
    }
}

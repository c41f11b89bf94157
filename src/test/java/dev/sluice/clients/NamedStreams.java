package dev.sluice.clients;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.sluice.access.TestTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Event streams of a client whose token names its subject. They end through the gateway's API, because the gateway detects a client that
 * has gone only at a later write, and the connection would be counted until then.
 */
final class NamedStreams implements AutoCloseable {

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI gateway;
    private final String subject;
    private final String administrator;

    /** @param administrator a token that may list and close connections */
    NamedStreams(URI gateway, String subject, String administrator) {
        this.gateway = gateway;
        this.subject = subject;
        this.administrator = administrator;
    }

    /** Opens a stream; completes with all of its lines when it ends. */
    CompletableFuture<List<String>> open(String topic) {
        HttpRequest request = to("api/events?topic=" + topic, TestTokens.sign(subject, List.of(), List.of("**")))
                .header("Accept", "text/event-stream")
                .build();
        return client.sendAsync(request, BodyHandlers.ofLines())
                .thenApplyAsync(answer -> answer.body().toList());
    }

    @Override
    public void close() {
        String list = send(to("api/connections?subject=" + subject, administrator));
        for (JsonElement each : JsonParser.parseString(list).getAsJsonObject().getAsJsonArray("connections")) {
            String connection = each.getAsJsonObject().get("connection").getAsString();
            send(to("api/connections/" + connection, administrator).DELETE());
        }
    }

    private HttpRequest.Builder to(String path, String token) {
        return HttpRequest.newBuilder(gateway.resolve(path)).header("Authorization", "Bearer " + token);
    }

    private String send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while the streams were being closed", e);
        }
    }
}

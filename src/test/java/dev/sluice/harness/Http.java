package dev.sluice.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Publishes and reads the history with the HTTP client of the JDK. For use by any thread. */
public final class Http {

    private static final String EVENTS = "/api/events";

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Limits.ANSWER)
            .build();
    private final Gateway gateway;

    public Http(Gateway gateway) {
        this.gateway = gateway;
    }

    public Reply publish(Publication publication) {
        HttpRequest.Builder request =
                to(EVENTS + "?" + publication.query()).POST(BodyPublishers.ofByteArray(publication.body()));
        publication.headers().forEach(request::header);
        return send(request);
    }

    public EventId publish(String topic, String text) {
        return publish(Publication.to(topic).text(text)).id();
    }

    public Reply batch(String contentType, String body) {
        return send(to(EVENTS + "/batch").header("Content-Type", contentType).POST(BodyPublishers.ofString(body)));
    }

    /** @param publication has the drafts in its body; its query is not looked at */
    public Reply batch(Publication publication) {
        HttpRequest.Builder request = to(EVENTS + "/batch").POST(BodyPublishers.ofByteArray(publication.body()));
        publication.headers().forEach(request::header);
        return send(request);
    }

    /** Publishes texts that need no escaping, in one transaction. */
    public List<EventId> publishAll(String topic, List<String> texts) {
        String drafts = texts.stream()
                .map(text -> "{\"topic\":\"%s\",\"data\":\"%s\"}".formatted(topic, text))
                .collect(Collectors.joining(",", "[", "]"));
        return batch("application/json", drafts).ids();
    }

    public Reply get(String query, String accept) {
        return send(to(EVENTS + "?" + query).header("Accept", accept).GET());
    }

    public Page history(String query) {
        Reply reply = get(query, "application/json");
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return Page.of(reply);
    }

    /** All there is after a cursor, page by page. */
    public Run everything(String query, String after) {
        List<Received> events = new ArrayList<>();
        Page page = history(query + "&limit=1000&after=" + after);
        events.addAll(page.received());
        while (page.more()) {
            page = history(query + "&limit=1000&after=" + page.cursor());
            events.addAll(page.received());
        }
        return new Run(events);
    }

    /** The end of the journal. */
    public String end() {
        return history("limit=1&after=latest").cursor();
    }

    public HttpRequest.Builder to(String pathAndQuery) {
        return HttpRequest.newBuilder(gateway.uri(pathAndQuery)).timeout(Limits.ANSWER);
    }

    /** The limit is for the whole answer: a stream where there should be none has no end. */
    public Reply send(HttpRequest.Builder request) {
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(request.build(), BodyHandlers.ofString());
        try {
            HttpResponse<String> response = answer.get(Limits.ANSWER.toSeconds(), TimeUnit.SECONDS);
            return new Reply(response.statusCode(), response.headers(), response.body());
        } catch (ExecutionException failure) {
            throw new UncheckedIOException(new IOException(failure.getCause()));
        } catch (TimeoutException endless) {
            answer.cancel(true);
            throw new IllegalStateException(request.build().uri() + " was not answered to the end", endless);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Whether the WAR itself answers, be it that nobody may read. */
    public boolean answers() {
        try {
            int status =
                    send(to(EVENTS + "?limit=1").timeout(Duration.ofSeconds(5))).status();
            return status == 200 || status == 401 || status == 403;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    /** Whether the gateway lives, be it that its journal is unavailable. */
    public boolean isAlive() {
        try {
            return send(to("/api/health/live").timeout(Duration.ofSeconds(5)).GET())
                            .status()
                    == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }
}

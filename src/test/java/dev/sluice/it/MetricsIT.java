package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.access.TestTokens;
import dev.sluice.harness.Dashboard;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Http;
import dev.sluice.harness.Json;
import dev.sluice.harness.Limits;
import dev.sluice.harness.Publication;
import dev.sluice.harness.RawSocket;
import dev.sluice.harness.Reply;
import dev.sluice.harness.Setup;
import dev.sluice.harness.SseStream;
import dev.sluice.harness.WsClient;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is counted, and who may see it. */
class MetricsIT {

    private static final String ADMINISTRATOR = "Bearer " + TestTokens.sign(TestTokens.administrator());

    private static Gateway gateway;

    private final Http http = gateway.http();
    private final String topic = Fresh.topic("metrics");

    @BeforeAll
    static void start() {
        gateway = Gateway.start(Setup.named("metrics")
                .with("sluice.token.secret", TestTokens.SECRET)
                .with("sluice.connections.max-filters", "3")
                .with("sluice.websocket.max-subscriptions", "1")
                .with("sluice.event.max-bytes", "100")
                .with("sluice.batch.max-events", "10")
                .with("sluice.trusted-proxies", "127.0.0.0/8, ::1")
                .with("sluice.publish.rate-per-address", "1"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private Reply scrape(String accept) {
        return http.send(http.to("/api/metrics")
                .header("Authorization", ADMINISTRATOR)
                .header("Accept", accept)
                .GET());
    }

    /** The samples by name and labels. */
    private Map<String, Double> samples() {
        return scrape("*/*")
                .body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" "))
                .collect(Collectors.toMap(sample -> sample[0], sample -> Double.parseDouble(sample[1])));
    }

    private static String refusals(String code) {
        return "sluice_refusals_total{code=\"" + code + "\"}";
    }

    @Test
    void areForAdministrators() {
        http.send(http.to("/api/metrics").GET()).assertProblem(401, "token-missing");
        assertThat(scrape("*/*").status()).isEqualTo(200);
    }

    @Test
    void comeInTheFormThatPrometheusAsksFor() {
        Reply plain = scrape("text/plain");
        assertThat(plain.header("Content-Type")).startsWith("text/plain").contains("0.0.4");
        assertThat(plain.body())
                .contains("# TYPE sluice_refusals_total counter")
                .doesNotContain("# EOF");
        Reply open = scrape("application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3");
        assertThat(open.header("Content-Type")).startsWith("application/openmetrics-text");
        assertThat(open.body()).endsWith("# EOF\n");
    }

    @Test
    void sayWhichVersionThisIs() {
        String version = Json.text(
                http.send(http.to("/api/node")
                                .header("Authorization", ADMINISTRATOR)
                                .GET())
                        .json(),
                "version");
        assertThat(version).matches("[0-9]+\\.[0-9]+\\.[0-9]+.*");
        assertThat(samples()).containsEntry("sluice_build_info{version=\"" + version + "\"}", 1.0);
    }

    @Test
    void countWhatIsRefusedByItsCode() {
        Map<String, Double> before = samples();
        http.publish(Publication.to(topic).text("x".repeat(101))).assertProblem(413, "data-too-large");
        http.get("topic=a&topic=b&topic=c&topic=d", "text/event-stream").assertProblem(400, "too-many-topics");
        try (WsClient client = WsClient.sluice(gateway)) {
            client.subscribe("s", topic, "");
            client.ask("{'type':'subscribe','topics':['%s']}".formatted(topic), "error");
        }
        assertThat(tenFromElsewhere().status()).isEqualTo(201);
        tenFromElsewhere().assertProblem(429, "rate-limited");
        http.send(http.to("/nowhere").GET()).assertProblem(404, "not-found");
        http.send(http.to("/api/events?topic=a")
                        .header("Content-Encoding", "gzip")
                        .POST(BodyPublishers.ofByteArray(new byte[10])))
                .assertProblem(415, "media-type-unsupported");
        try (WsClient client = WsClient.sluice(gateway)) {
            client.send("x".repeat((2 << 20) + 1));
            assertThat(client.awaitClose()).isEqualTo(1009);
        }
        String tooLarge = refusals("data-too-large");
        await().atMost(Limits.ANSWER).until(() -> samples().get(tooLarge) == before.get(tooLarge) + 2);
        Map<String, Double> after = samples();
        for (String code : List.of(
                "too-many-topics", "too-many-subscriptions", "rate-limited", "not-found", "media-type-unsupported")) {
            assertThat(after.get(refusals(code)) - before.get(refusals(code)))
                    .as(code)
                    .isEqualTo(1);
        }
        // there from the beginning, or nobody would see the first one
        assertThat(after).containsEntry(refusals("journal-unavailable"), 0.0);
    }

    private Reply tenFromElsewhere() {
        return http.send(http.to("/api/events/batch")
                .header("Forwarded", "for=10.1.1.1")
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString("{\"topic\":\"a\",\"data\":1}\n".repeat(10))));
    }

    @Test
    void showConnectionsAndWhyTheyEnded() {
        String streams = "sluice_connections{protocol=\"sse\"}";
        String sockets = "sluice_connections{protocol=\"websocket\"}";
        String gone = "sluice_connections_closed_total{cause=\"client-gone\"}";
        // of other tests
        await().atMost(Limits.ANSWER).until(() -> samples().getOrDefault(sockets, 0.0) == 0);
        double before = samples().get(gone);
        try (SseStream stream = SseStream.open(RawSocket.open(gateway.port()), "topic=" + topic, "")) {
            stream.ready();
            try (WsClient client = WsClient.sluice(gateway)) {
                client.take("ready");
                await().atMost(Limits.ANSWER)
                        .until(() -> samples().get(sockets) == 1 && samples().get(streams) == 1);
                assertThat(samples()).containsEntry("sluice_connections_max", 20_000.0);
            }
            await().atMost(Limits.ANSWER)
                    .until(() -> samples().get(sockets) == 0 && samples().get(gone) == before + 1);
            assertThat(samples().get(streams)).isEqualTo(1);
        }
    }

    @Test
    void timeCommitsAndDeliveriesAndShowWhoIsBehind() {
        Map<String, Double> before = samples();
        try (WsClient client = WsClient.sluice(gateway)) {
            client.subscribe("s", topic, "");
            // what comes while it still looks at the past is not timed
            await().atMost(Limits.ANSWER).pollInterval(Duration.ofSeconds(1)).until(() -> {
                http.publish(Publication.to(topic).text("one"));
                client.events("s", 1);
                return grownBy(before, "sluice_delivery_seconds_count") > 0;
            });
        }
        assertThat(grownBy(before, "sluice_delivery_seconds_sum")).isPositive();
        assertThat(grownBy(before, "sluice_delivered_events_total")).isPositive();
        assertThat(grownBy(before, "sluice_published_events_total")).isPositive();
        assertThat(grownBy(before, "sluice_commit_seconds_count")).isPositive();
        assertThat(grownBy(before, "sluice_commit_seconds_bucket{le=\"+Inf\"}"))
                .isEqualTo(grownBy(before, "sluice_commit_seconds_count"));
        assertThat(samples())
                .containsEntry("sluice_lag_events", 0.0)
                .containsKeys("sluice_lag_max_events", "sluice_journal_events", "sluice_journal_data_bytes");
    }

    private double grownBy(Map<String, Double> before, String name) {
        return samples().get(name) - before.get(name);
    }

    @Test
    void haveADashboardThatAsksForNothingElse() throws IOException {
        try (WsClient client = WsClient.sluice(gateway)) {
            client.take("ready");
            Set<String> samples = samples().keySet();
            Set<String> names = samples.stream()
                    .map(sample -> sample.replaceFirst("\\{.*", ""))
                    .collect(Collectors.toSet());
            Map<String, String> queries = Dashboard.read().queries();
            assertThat(queries).hasSizeGreaterThan(10);
            queries.forEach((panel, query) -> {
                assertThat(Dashboard.metrics(query)).as(panel).isNotEmpty().isSubsetOf(names);
                assertThat(Dashboard.matchesNothing(query)).as(panel).isFalse();
                // which Prometheus adds itself
                Dashboard.labels(query).stream()
                        .filter(label -> !Set.of("instance", "job").contains(label))
                        .forEach(label -> assertThat(samples)
                                .as("%s, %s", panel, label)
                                .anyMatch(sample -> sample.contains(label + "=")));
            });
        }
    }

    @Test
    void areForAnybodyIfASettingSaysSo() {
        try (Gateway open = Gateway.start(Setup.named("metrics-open").with("sluice.metrics.open", "true"))) {
            assertThat(open.http().send(open.http().to("/api/metrics").GET()).body())
                    .contains("sluice_connections_max");
        }
    }
}

package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.harness.EventId;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Json;
import dev.sluice.harness.Limits;
import dev.sluice.harness.LoyalReader;
import dev.sluice.harness.LoyalSseReader;
import dev.sluice.harness.LoyalWsReader;
import dev.sluice.harness.PublishingLoad;
import dev.sluice.harness.RawSocket;
import dev.sluice.harness.Reply;
import dev.sluice.harness.Run;
import dev.sluice.harness.Setup;
import dev.sluice.harness.SseBlock;
import dev.sluice.harness.SseStream;
import dev.sluice.harness.WsClient;
import dev.sluice.servers.ExceptWhere;
import dev.sluice.servers.OnEveryServer;
import dev.sluice.servers.Quirk;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A node that goes away sends its clients away first, and says so to whoever chooses nodes. */
class DrainIT {

    private static final int EACH = 25;

    private static final Duration DRAIN = Duration.ofSeconds(4);

    /** Of a machine that has much else to do. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    private static List<LoyalReader> readers(Gateway gateway, String filter) {
        String start = gateway.http().end();
        List<LoyalReader> readers = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            readers.add(new LoyalSseReader(gateway, filter, start).start());
            readers.add(new LoyalWsReader(gateway, filter, start).start());
        }
        await("all readers").atMost(Limits.ANSWER).until(() -> readers.stream().allMatch(LoyalReader::isHere));
        return readers;
    }

    private static Setup setup(String name) {
        return Setup.named(name).with("sluice.drain", DRAIN.toSeconds() + "s").with("sluice.retry", "500ms");
    }

    private static Reply command(Gateway gateway, String query) {
        return gateway.http().send(gateway.http().to("/api/drain" + query).POST(BodyPublishers.noBody()));
    }

    /** They leave over the whole of the time, and each finds the node unready already. */
    private static void assertSpread(List<LoyalReader> readers) {
        List<LoyalReader.Farewell> first =
                readers.stream().map(reader -> reader.farewells().get(0)).toList();
        assertThat(first).allSatisfy(farewell -> assertThat(farewell.ready()).isIn(503, 500, 0));
        LongSummaryStatistics times =
                first.stream().mapToLong(LoyalReader.Farewell::nanos).summaryStatistics();
        long tenth = times.getMin() + DRAIN.toNanos() / 10;
        assertThat(first.stream().filter(farewell -> farewell.nanos() < tenth))
                .as("those who leave in the first tenth of the time")
                .hasSizeLessThan(readers.size() / 2);
        assertThat(times.getMax() - times.getMin()).isGreaterThan(DRAIN.toNanos() / 2);
        assertThat(first.stream().map(LoyalReader.Farewell::delay).distinct().count())
                .as("different delays")
                .isGreaterThan(readers.size() / 2);
    }

    @Test
    @OnEveryServer
    @ExceptWhere(Quirk.STOPS_WITHOUT_A_WORD)
    void losesNobodyAndNothingOverARestartUnderLoad() {
        try (Gateway gateway = Gateway.start(setup("drain"))) {
            PublishingLoad load = PublishingLoad.singles(gateway, "drain", 3);
            List<LoyalReader> readers = readers(gateway, "drain/**");
            load.start().awaitMore(50);
            long before = System.nanoTime();
            gateway.stop();
            long stopped = System.nanoTime();
            load.join();
            assertSpread(readers);

            gateway.restart();
            long up = System.nanoTime();
            EventId last = gateway.http().publish("drain/last", "last");
            await("all readers")
                    .atMost(Limits.ANSWER)
                    .until(() -> readers.stream()
                            .allMatch(reader ->
                                    reader.hasCome(last) || !reader.fault().isEmpty()));
            assertThat(readers).allSatisfy(reader -> assertThat(reader.fault()).isEmpty());
            assertThat(readers)
                    .extracting(LoyalReader::delay)
                    .allSatisfy(delay -> assertThat(delay).isBetween(250, 750));
            assertThat(readers)
                    .allSatisfy(reader -> assertThat(Duration.ofNanos(reader.cameNanos() - up))
                            .isLessThan(Duration.ofMillis(reader.delay()).plus(SLACK)));
            Run journal = gateway.http().everything("topic=**", "earliest");
            journal.assertGapless();
            load.ledger().assertKeptBy(journal);
            readers.forEach(reader -> reader.received().assertSameAs(journal));
            System.out.printf(
                    "%d clients, %d events: stopped within %d ms, and %d ms after the restart all were back%n",
                    readers.size(),
                    journal.size(),
                    Duration.ofNanos(stopped - before).toMillis(),
                    Duration.ofNanos(readers.stream()
                                            .mapToLong(LoyalReader::cameNanos)
                                            .max()
                                            .orElseThrow()
                                    - up)
                            .toMillis());
            readers.forEach(LoyalReader::close);
        }
    }

    @Test
    @OnEveryServer
    void isAskedForByAnAdministrator() {
        try (Gateway gateway = Gateway.start(setup("drain-command").with("sluice.anonymous.admin", "true"));
                SseStream stream = gateway.stream("topic=a");
                WsClient client = WsClient.sluice(gateway)) {
            stream.ready();
            command(gateway, "?seconds=x").assertProblem(400, "parameter-invalid");
            command(gateway, "?seconds=3601").assertProblem(400, "parameter-invalid");
            assertThat(ready(gateway).status()).isEqualTo(200);
            assertThat(metrics(gateway)).contains("\nsluice_ready 1.0\n", "\nsluice_draining 0.0\n");

            Reply drained = command(gateway, "?seconds=1");
            assertThat(drained.status()).isEqualTo(202);
            assertThat(drained.body()).isEqualTo("{\"connections\":2,\"seconds\":1}");
            Reply again = command(gateway, "?seconds=3600");
            assertThat(again.status()).isEqualTo(202);
            assertThat(again.json().get("seconds").getAsInt()).isBetween(0, 1);
            assertThat(stream.next().retry()).isPresent();
            assertThat(client.awaitClose()).isEqualTo(1001);
            assertThat(ready(gateway).status()).isEqualTo(503);
            assertThat(ready(gateway).body())
                    .isEqualTo("{\"status\":\"unready\",\"code\":\"draining\",\"reason\":\"draining\"}");
            assertThat(metrics(gateway)).contains("\nsluice_ready 0.0\n", "\nsluice_draining 1.0\n");
            assertTakesNoStreams(gateway);

            EventId published = gateway.http().publish("a", "until the end");
            assertThat(gateway.http().everything("topic=a", "earliest").last()).isEqualTo(published);

            assertIsCancelled(gateway, published);
        }
    }

    private static void assertIsCancelled(Gateway gateway, EventId published) {
        Reply cancelled = cancel(gateway);
        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.body()).isEqualTo("{\"connections\":0}");
        assertThat(ready(gateway).status()).isEqualTo(200);
        assertThat(metrics(gateway)).contains("\nsluice_ready 1.0\n", "\nsluice_draining 0.0\n");
        try (SseStream again = gateway.resume("topic=a", published.plus(-1).toString());
                WsClient client = WsClient.sluice(gateway)) {
            again.ready();
            assertThat(again.event().id()).isEqualTo(published);
            client.take("ready");
            assertThat(cancel(gateway).body()).as("again").isEqualTo("{\"connections\":2}");
            assertThat(client.ask("{'type':'ping'}", "pong")).isNotNull();
        }
        assertThat(gateway.log())
                .contains("Drain started clients=2 seconds=1 by=\"\" address=127.0.0.1")
                .containsOnlyOnce("Drain cancelled clients=0 by=\"\" address=127.0.0.1");
    }

    private static Reply cancel(Gateway gateway) {
        return gateway.http().send(gateway.http().to("/api/drain").DELETE());
    }

    private static Reply ready(Gateway gateway) {
        return ask(gateway, "/api/health/ready");
    }

    private static String metrics(Gateway gateway) {
        return ask(gateway, "/api/metrics").body();
    }

    private static Reply ask(Gateway gateway, String path) {
        return gateway.http().send(gateway.http().to(path).GET());
    }

    private static void assertTakesNoStreams(Gateway gateway) {
        try (SseStream late = gateway.stream("topic=a")) {
            SseBlock answer = late.next();
            assertThat(answer.event()).isEqualTo("sluice.error");
            assertThat(Json.text(answer.json(), "code")).isEqualTo("draining");
            assertThat(answer.retry().orElseThrow()).isBetween(250, 750);
        }
        try (RawSocket socket = RawSocket.open(gateway.port())) {
            Reply refused = socket.send(
                            "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                    .readReply();
            refused.assertProblem(503, "draining");
            assertThat(refused.header("Retry-After")).isEqualTo("1");
        }
    }

    @Test
    @OnEveryServer
    void isRefusedToEverybodyElse() {
        Gateway gateway = Gateway.shared();
        command(gateway, "").assertProblem(401, "token-missing");
        cancel(gateway).assertProblem(401, "token-missing");
        assertThat(ready(gateway).status()).isEqualTo(200);
    }

    @Test
    void keepsNobodyWaitingOverAFewClients() {
        try (Gateway gateway = Gateway.start(Setup.named("drain-few").with("sluice.drain", "1h"))) {
            List<SseStream> streams =
                    Stream.generate(() -> gateway.stream("topic=a")).limit(3).toList();
            streams.forEach(SseStream::ready);
            gateway.stop();
            streams.forEach(stream -> assertThat(stream.next().retry()).isPresent());
        }
    }
}

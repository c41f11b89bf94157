package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import dev.sluice.databases.Database;
import dev.sluice.databases.Postgres;
import dev.sluice.harness.EventId;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Limits;
import dev.sluice.harness.Publication;
import dev.sluice.harness.Reply;
import dev.sluice.harness.Setup;
import dev.sluice.harness.SseBlock;
import dev.sluice.harness.SseStream;
import dev.sluice.harness.WsClient;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many read the history, the database is slow with all of them, and there are hardly any connections. */
class CrowdedReadersPostgresIT {

    private static final int READERS = 60;

    /** How many requests of one caller wait for the journal. */
    private static final int WAITING = 20;

    private static Database database;
    private static Gateway gateway;

    private final String topic = Fresh.topic("crowd");

    @BeforeAll
    static void start() {
        database = Postgres.emptyDatabase();
        gateway = Gateway.start(Setup.named("crowded-readers")
                .on(database)
                .with("sluice.jdbc.pool-size", 3)
                .with("sluice.heartbeat", "1s"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** On a slow machine, the test before may have held the database up for so long that the gateway took it for absent. */
    @BeforeEach
    void awaitTheDatabase() {
        await().atMost(Limits.ANSWER)
                .until(() -> gateway.http()
                                .publish(Publication.to(Fresh.topic("probe")).text("x"))
                                .status()
                        == 201);
    }

    /** Whoever reads looks there first; whoever writes does not. */
    private static Connection holdUpReaders() throws SQLException {
        Connection connection = DriverManager.getConnection(database.url(), database.user(), database.password());
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("LOCK TABLE journal_low IN ACCESS EXCLUSIVE MODE");
        }
        return connection;
    }

    @Test
    void publishersPublishWhateverReadersDo() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(READERS);
        List<CompletableFuture<Reply>> reading;
        try (Connection obstacle = holdUpReaders()) {
            reading = Stream.generate(() -> CompletableFuture.supplyAsync(
                            () -> gateway.http().get("topic=" + topic, "application/json"), threads))
                    .limit(READERS)
                    .toList();
            // the first of them has waited in vain, so that all connections are taken that readers get
            await().atMost(Limits.ANSWER).until(() -> reading.stream().anyMatch(CompletableFuture::isDone));
            for (int i = 0; i < 20; i++) {
                gateway.http().publish(topic, Integer.toString(i));
            }
            assertThat(obstacle.isValid(1)).isTrue();
            obstacle.rollback();
        }
        for (CompletableFuture<Reply> each : reading) {
            Reply reply = each.get(Limits.ANSWER.toSeconds(), TimeUnit.SECONDS);
            if (reply.status() != 200) {
                reply.assertProblem(503, "journal-unavailable");
                assertThat(Integer.parseInt(reply.header("Retry-After"))).isPositive();
            }
        }
        threads.shutdown();
        assertThat(gateway.log()).doesNotContain("the journal is unavailable");
        assertThat(gateway.http().everything("topic=" + topic, "earliest").size())
                .isEqualTo(20);
    }

    /** Of one caller 20 wait, and the others are told at once to come back. */
    @Test
    void streamsAndPublishesLiveWhileNobodyCanReadTheJournal() throws Exception {
        int many = 40;
        ExecutorService threads = Executors.newFixedThreadPool(many);
        List<CompletableFuture<SseStream>> snapshots;
        try (Connection obstacle = holdUpReaders()) {
            snapshots = Stream.generate(() -> CompletableFuture.supplyAsync(
                            () -> gateway.stream("snapshot=true&topic=" + topic + "/*"), threads))
                    .limit(many)
                    .toList();
            await().atMost(Limits.ANSWER)
                    .until(() ->
                            snapshots.stream().filter(CompletableFuture::isDone).count() >= many - WAITING);
            // while those wait, which is not for long
            try (WsClient socket = WsClient.sluice(gateway)) {
                JsonObject answer = socket.ask("{'type':'subscribe','topics':['" + topic + "/*'],'snapshot':true}");
                assertThat(answer.get("code").getAsString()).isEqualTo("journal-unavailable");
                assertThat(answer.get("retryAfter").getAsInt()).isPositive();
            }
            try (SseStream live = gateway.stream("topic=" + topic)) {
                live.ready();
                EventId id = gateway.http().publish(topic, "now");
                assertThat(live.event().id()).isEqualTo(id);
            }
            obstacle.rollback();
        }
        int refused = 0;
        for (CompletableFuture<SseStream> each : snapshots) {
            try (SseStream stream = each.get(Limits.ANSWER.toSeconds(), TimeUnit.SECONDS)) {
                SseBlock first = stream.next();
                if (first.event().equals("sluice.error")) {
                    refused++;
                    assertThat(first.json().get("code").getAsString()).isEqualTo("journal-unavailable");
                    assertThat(first.retry())
                            .hasValueSatisfying(retry -> assertThat(retry).isPositive());
                } else {
                    assertThat(first.event()).isEqualTo("sluice.ready");
                }
            }
        }
        threads.shutdown();
        assertThat(refused).isGreaterThanOrEqualTo(many - WAITING);
    }

    /** The client has stopped to read in the middle of a snapshot, and when it reads on the journal cannot be read. */
    @Test
    void beatsWhileTheRestOfASnapshotWaitsForTheJournal() throws Exception {
        int topics = 3_000;
        String data = "x".repeat(3_000);
        for (int start = 0; start < topics; start += 500) {
            String drafts = IntStream.range(start, start + 500)
                    .mapToObj(i -> "{\"topic\":\"%s/%d\",\"data\":\"%s\"}".formatted(topic, i, data))
                    .collect(Collectors.joining(",", "[", "]"));
            assertThat(gateway.http().batch("application/json", drafts).status())
                    .isEqualTo(201);
        }
        try (SseStream stream = gateway.stream("snapshot=true&topic=" + topic + "/*")) {
            stream.ready();
            stream.stopReading();
            try (Connection obstacle =
                            DriverManager.getConnection(database.url(), database.user(), database.password());
                    Statement statement = obstacle.createStatement()) {
                obstacle.setAutoCommit(false);
                statement.execute("LOCK TABLE journal_entry IN ACCESS EXCLUSIVE MODE");
                stream.readOn();
                SseBlock beat = stream.next();
                while (beat.firesAnEvent()) {
                    beat = stream.next();
                }
                assertThat(beat.comments()).as(beat.raw()).isNotEmpty();
                assertThat(beat.id()).as(beat.raw()).isEmpty();
                obstacle.rollback();
            }
            await().atMost(Limits.ANSWER).until(() -> stream.eventsArrived() == topics);
        }
    }
}

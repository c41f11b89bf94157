package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.databases.Database;
import dev.sluice.databases.Postgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many read the history, the database is slow with all of them, and there are hardly any connections. */
class CrowdedReadersPostgresIT {

    private static final int READERS = 60;

    private static Database database;
    private static Gateway gateway;

    private final String topic = Fresh.topic("crowd");

    @BeforeAll
    static void start() {
        database = Postgres.emptyDatabase();
        gateway = Gateway.start(Setup.named("crowded-readers").on(database).with("sluice.jdbc.pool-size", 3));
    }

    @AfterAll
    static void stop() {
        gateway.close();
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
        assertThat(gateway.log()).doesNotContain("the journal is away");
        assertThat(gateway.http().everything("topic=" + topic, "earliest").size())
                .isEqualTo(20);
    }
}

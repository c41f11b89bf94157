package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.databases.Database;
import dev.sluice.databases.Postgres;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Json;
import dev.sluice.harness.Limits;
import dev.sluice.harness.Reply;
import dev.sluice.harness.Setup;
import dev.sluice.harness.SseStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A node whose clock is five minutes ahead of its database's: what it compares with other nodes goes by the database's. */
class ClockPostgresIT {

    private static final Duration AHEAD = Duration.ofMinutes(5);

    private static Database database;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws SQLException {
        Database plain = Postgres.emptyDatabase();
        // what stands before pg_catalog in the path is found before it
        database = new Database(plain.url() + "?currentSchema=late,pg_catalog", plain.user(), plain.password());
        execute(plain, "CREATE SCHEMA late");
        execute(plain, """
                CREATE FUNCTION late.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS
                $$ SELECT pg_catalog.clock_timestamp() - interval '5 minutes' $$
                """);
        gateway = Gateway.start(Setup.named("clock").on(database).with("sluice.poll", "100ms"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static void execute(Database where, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(where.url(), where.user(), where.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Instant databasesTime() {
        return Instant.now().minus(AHEAD);
    }

    private static Reply ready() {
        return gateway.http().send(gateway.http().to("/api/health/ready").GET());
    }

    private Instant publish() {
        String topic = Fresh.topic("clock");
        gateway.http().publish(topic, "x");
        return Instant.parse(
                Json.text(gateway.http().history("topic=" + topic).events().get(0), "time"));
    }

    @Test
    void givesEventsTheTimeOfTheDatabase() {
        assertThat(Duration.between(databasesTime(), publish()).abs()).isLessThan(AHEAD.dividedBy(2));
    }

    @Test
    void saysSoOnceInTheLogAndInEachAnswerAboutHealth() {
        assertThat(ready().status()).isEqualTo(200);
        assertThat(ready().body()).isEqualTo("{\"status\":\"ready\",\"warnings\":[\"clock-differs\"]}");
        assertThat(gateway.log().lines().filter(line -> line.contains("this node's clock differs")))
                .singleElement()
                .asString()
                .matches(".* seconds=(299|300|301)");
    }

    /** As another node writes it, whose clock is right: it lives for another minute. */
    @Test
    void deliversWhatAnotherNodeHasPublishedForLessThanTheDifference() throws SQLException {
        String topic = Fresh.topic("ttl");
        try (SseStream stream = gateway.stream("topic=" + topic)) {
            stream.ready();
            execute(database, """
                    WITH head AS (UPDATE journal_head SET position = position + 1,
                            committed_at = extract(epoch FROM late.clock_timestamp()) * 1000,
                            total_bytes = total_bytes + 1
                        RETURNING position, committed_at, total_bytes)
                    INSERT INTO journal_entry (position, committed_at, topic, event_type, content_type, data, total_bytes,
                            ttl_millis)
                        SELECT position, committed_at, '%s', '', 'text/plain', 'x', total_bytes, 60000 FROM head
                    """.formatted(topic));
            assertThat(stream.event().data()).isEqualTo("x");
        }
    }

    /** As a node has left it whose clock was ahead, or a database that ran on another machine. */
    @Test
    void warnsOfAJournalWhoseNewestEventIsLaterThanTheDatabasesClock() throws SQLException {
        long before = System.currentTimeMillis();
        execute(database, "UPDATE journal_head SET committed_at = " + before);
        try {
            await().atMost(Limits.ANSWER)
                    .untilAsserted(() -> assertThat(ready().body())
                            .isEqualTo("{\"status\":\"ready\",\"warnings\":[\"clock-differs\",\"journal-ahead\"]}"));
            assertThat(publish()).as("time never goes back").isEqualTo(Instant.ofEpochMilli(before));
        } finally {
            execute(database, "UPDATE journal_head SET committed_at = 0");
        }
        await().atMost(Limits.ANSWER)
                .untilAsserted(() -> assertThat(ready().body()).doesNotContain("journal-ahead"));
    }
}

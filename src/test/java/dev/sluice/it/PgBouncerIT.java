package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.databases.Database;
import dev.sluice.databases.NeedsPgBouncer;
import dev.sluice.databases.PgBouncer;
import dev.sluice.databases.Postgres;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Publication;
import dev.sluice.harness.Reply;
import dev.sluice.harness.Setup;
import dev.sluice.harness.SseStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Through PgBouncer, which gives each transaction another session: fewer of them than the gateway has connections. */
@NeedsPgBouncer
class PgBouncerIT {

    private static final int SESSIONS = 6;

    private static Database database;
    private static PgBouncer bouncer;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        database = Postgres.emptyDatabase();
        bouncer = PgBouncer.inFrontOf(database, SESSIONS);
        gateway = Gateway.start(Setup.named("pgbouncer").on(bouncer.through(database)));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        bouncer.close();
    }

    @Test
    void publishesAndReadsThroughSessionsThatChange() {
        String topic = Fresh.topic("pooled");
        try (SseStream stream = gateway.stream("topic=" + topic)) {
            stream.ready();
            List<CompletableFuture<List<Integer>>> publishers = IntStream.range(0, 8)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> publish(topic, 25)))
                    .toList();
            for (int i = 0; i < 30; i++) {
                gateway.http().everything("topic=" + topic, "earliest").assertGapless();
            }
            publishers.forEach(publisher -> assertThat(publisher.join()).containsOnly(201));
            assertThat(stream.events(200)).hasSize(200);
        }
        assertThat(gateway.http().everything("topic=" + topic, "earliest").size())
                .isEqualTo(200);
    }

    /** By its limit for a lock, which each transaction brings along, and before the publisher's patience ends. */
    @Test
    void waitsForALockNoLongerThanItMay() throws SQLException {
        try (Connection other = DriverManager.getConnection(database.url(), database.user(), database.password());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT position FROM journal_head WHERE id = 1 FOR UPDATE");
            Reply reply =
                    gateway.http().publish(Publication.to(Fresh.topic("locked")).text("x"));
            reply.assertProblem(503, "journal-unavailable");
            assertThat(reply.body()).contains("nothing of this has been published");
            other.rollback();
        }
    }

    private static List<Integer> publish(String topic, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> gateway.http()
                        .publish(Publication.to(topic).text("x").key(Fresh.key()))
                        .status())
                .toList();
    }
}

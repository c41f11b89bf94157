package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.databases.Database;
import dev.sluice.databases.Postgres;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Limits;
import dev.sluice.harness.Publication;
import dev.sluice.harness.Reply;
import dev.sluice.harness.Setup;
import dev.sluice.servers.OnEveryServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a balancer, or whatever watches over the process, is told: on a gateway that is closed to everybody else. */
@OnEveryServer
@Tag("PostgreSQL")
class HealthIT {

    private static final Database DATABASE = Postgres.emptyDatabase();

    private static Gateway gateway;

    @BeforeAll
    static void start() {
        gateway = Gateway.start(Setup.named("health")
                .with("sluice.anonymous.publish", "a")
                .with("sluice.anonymous.read", "a")
                .on(DATABASE));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static Reply ask(String what) {
        return gateway.http().send(gateway.http().to("/api/health/" + what).GET());
    }

    private static void assertAnswer(Reply reply, int status, String body) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.body()).isEqualTo(body);
        assertThat(reply.header("Content-Type")).startsWith("application/json");
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
    }

    private static void assertReady() {
        assertAnswer(ask("ready"), 200, "{\"status\":\"ready\"}");
    }

    private static void assertLive() {
        assertAnswer(ask("live"), 200, "{\"status\":\"live\"}");
    }

    @Test
    void tellsAnybodyThatItIsThere() {
        assertLive();
        assertReady();
    }

    @Test
    void isNotReadyWhileTheJournalCannotBeReached() {
        await().untilAsserted(HealthIT::assertReady);
        Postgres.shut(DATABASE);
        try {
            await().atMost(Limits.ANSWER)
                    .untilAsserted(() -> assertAnswer(
                            ask("ready"),
                            503,
                            "{\"status\":\"unready\",\"code\":\"journal-unavailable\",\"reason\":\"unreachable\"}"));
            // a restart would not help
            assertLive();
        } finally {
            Postgres.reopen(DATABASE);
        }
        await().atMost(Limits.ANSWER).untilAsserted(HealthIT::assertReady);
    }

    private static void assertUnready(String reason) {
        assertAnswer(
                ask("ready"),
                503,
                "{\"status\":\"unready\",\"code\":\"journal-unavailable\",\"reason\":\"%s\"}".formatted(reason));
    }

    private static long linesWith(String text) {
        return gateway.log().lines().filter(line -> line.contains(text)).count();
    }

    /** As another node that has frozen in the middle of a commit: everything can be read, and nothing published. */
    @Test
    void isNotReadyWhileAnotherHoldsTheRowThatEachCommitLocks() throws SQLException {
        await().atMost(Limits.ANSWER).untilAsserted(HealthIT::assertReady);
        long before = linesWith("publishing is blocked");
        try (Connection holder = connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("SELECT position FROM journal_head FOR UPDATE");
            await().atMost(Limits.ANSWER).untilAsserted(() -> assertUnready("writes-blocked"));
            for (int i = 0; i < 5; i++) {
                long asked = System.nanoTime();
                assertUnready("writes-blocked");
                assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Limits.ANSWER.dividedBy(3));
            }
            assertLive();
            holder.rollback();
        }
        await().atMost(Limits.ANSWER).untilAsserted(HealthIT::assertReady);
        assertThat(linesWith("publishing is blocked") - before).isEqualTo(1);
    }

    /** As a database whose disk is full: everything can be read, and each commit fails. */
    @Test
    void isNotReadyWhileTheDatabaseRefusesCommits() throws SQLException {
        await().atMost(Limits.ANSWER).untilAsserted(HealthIT::assertReady);
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN
                        RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
                    END $$
                    """);
            statement.execute("CREATE TRIGGER refuse BEFORE INSERT ON journal_entry EXECUTE FUNCTION refuse()");
            try {
                gateway.http().publish(Publication.to("a").text("x")).assertProblem(503, "journal-unavailable");
                await().atMost(Limits.ANSWER).untilAsserted(() -> assertUnready("writes-failing"));
                for (int i = 0; i < 20; i++) {
                    gateway.http().publish(Publication.to("a").text("x")).assertProblem(503, "journal-unavailable");
                    assertUnready("writes-failing");
                }
            } finally {
                statement.execute("DROP TRIGGER refuse ON journal_entry");
            }
        }
        // nobody publishes: the node tries by itself
        await().atMost(Limits.ANSWER).untilAsserted(HealthIT::assertReady);
        assertThat(gateway.log().lines().filter(line -> line.contains("the journal cannot commit")))
                .singleElement()
                .asString()
                .contains("cause=\"ERROR: could not extend file: No space left on device\"");
        gateway.awaitInTheLog("the journal commits again");
        gateway.http().publish("a", "here");
        // in the same test: what follows within ten seconds has no line of its own
        isNotReadyWhenTheTablesAreThoseOfANewerVersionThatItCannotWriteTo();
    }

    /** As a newer version's script may, that changes more than an older one can write to. */
    private static void isNotReadyWhenTheTablesAreThoseOfANewerVersionThatItCannotWriteTo() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE journal_entry ADD COLUMN later text");
            statement.execute("ALTER TABLE journal_entry ADD CONSTRAINT later CHECK (later IS NOT NULL) NOT VALID");
            try {
                // no event is at fault: the publisher can send it again
                Reply refused = gateway.http().publish(Publication.to("a").text("x"));
                assertThat(refused.status()).as(refused.body()).isEqualTo(503);
                assertThat(refused.body()).contains("journal-unavailable", "nothing of this has been published");
                assertThat(refused.header("Retry-After")).isNotNull();
                await().atMost(Limits.ANSWER).untilAsserted(() -> assertUnready("writes-failing"));
            } finally {
                statement.execute("ALTER TABLE journal_entry DROP COLUMN later");
            }
        }
        await().atMost(Limits.ANSWER).untilAsserted(HealthIT::assertReady);
        gateway.http().publish("a", "here");
    }

    private static Connection connect() throws SQLException {
        return DriverManager.getConnection(DATABASE.url(), DATABASE.user(), DATABASE.password());
    }
}

package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.attack.StubbornLoad;
import dev.sluice.databases.Database;
import dev.sluice.databases.Postgres;
import dev.sluice.databases.Signal;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Limits;
import dev.sluice.harness.Received;
import dev.sluice.harness.Run;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On PostgreSQL. */
class OrderPostgresIT extends OrderingOfTwo {

    private static final String IDLE_WITH_THE_ROW = """
            SELECT count(*) FROM pg_stat_activity JOIN pg_locks USING (pid)
            WHERE datname = current_database() AND state = 'idle in transaction'
              AND relation = 'journal_head'::regclass AND mode = 'RowShareLock' AND granted
            """;

    private static final String WAITING = """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND (wait_event = 'SyncRep' OR wait_event_type = 'Lock')
            """;

    private static List<Gateway> nodes = List.of();
    private static Database database;

    OrderPostgresIT() {
        super(nodes, database);
    }

    @BeforeAll
    static void start() {
        database = Postgres.emptyDatabase();
        nodes = start("order-postgres", database);
    }

    @AfterAll
    static void stop() {
        nodes.forEach(Gateway::close);
    }

    @Override
    void endConnections() {
        Postgres.endConnections();
    }

    /** In the middle of a transaction, as often as not. */
    @Test
    void publishesOnOneNodeWhileTheOtherIsFrozenWithTheRowThatBothLock() {
        String topic = Fresh.topic("frozen");
        String start = nodes.get(0).http().end();
        ProcessHandle other = ProcessHandle.of(nodes.get(1).pid()).orElseThrow();
        try (StubbornLoad here = new StubbornLoad(nodes.get(0), topic + "/here", 4);
                StubbornLoad there = new StubbornLoad(nodes.get(1), topic + "/there", 4)) {
            there.start();
            there.awaitMore(20);
            Duration paused;
            try {
                await("a node that is frozen with the row").atMost(Limits.LOAD).until(() -> isFrozenWithTheRow(other));
                long frozen = System.nanoTime();
                here.start();
                here.awaitAnswerForAll();
                paused = Duration.ofNanos(System.nanoTime() - frozen);
            } finally {
                Signal.CONT.sendTo(other);
            }
            there.awaitMore(20);
            there.awaitAnswerForAll();
            System.out.printf(
                    "frozen with the row: others publish after %d ms, refused=%d%n",
                    paused.toMillis(), here.refusals());
            assertThat(paused).isLessThan(Duration.ofSeconds(5));
            assertNothingLostOrDoubled(topic, start, here, there);
        }
    }

    /** Stops it, and lets it go on if it was not the right moment. */
    private static boolean isFrozenWithTheRow(ProcessHandle node) {
        Signal.STOP.sendTo(node);
        if (count(IDLE_WITH_THE_ROW) == 1 && count(IDLE_WITH_THE_ROW) == 1) {
            return true;
        }
        Signal.CONT.sendTo(node);
        return false;
    }

    private static void assertNothingLostOrDoubled(String topic, String start, StubbornLoad... loads) {
        for (StubbornLoad load : loads) {
            load.stop();
            load.assertUndisturbed();
        }
        Run journal = nodes.get(0).http().everything("topic=**", start);
        journal.assertGapless();
        for (StubbornLoad load : loads) {
            load.ledger().assertKeptBy(journal);
        }
        assertThat(journal.events().stream().map(Received::data).filter(data -> data.startsWith(topic)))
                .doesNotHaveDuplicates();
    }

    /** Nobody waits for ever, and no session is left waiting for the row by a publisher who has had an answer. */
    @Test
    void answersInTimeWhileASynchronousStandbyStalls() {
        String topic = Fresh.topic("standby");
        String start = nodes.get(0).http().end();
        try (StubbornLoad here = new StubbornLoad(nodes.get(0), topic + "/here", 4);
                StubbornLoad there = new StubbornLoad(nodes.get(1), topic + "/there", 4)) {
            try {
                Postgres.awaitAStandby();
                here.start();
                there.start();
                here.awaitRefusals(12);
                there.awaitRefusals(12);
                assertThat(count(WAITING)).as("sessions that wait").isLessThanOrEqualTo(4);
            } finally {
                Postgres.awaitNoStandby();
            }
            here.awaitMore(20);
            there.awaitMore(20);
            assertNothingLostOrDoubled(topic, start, here, there);
        }
    }

    private static long count(String sql) {
        try (Connection connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}

package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.databases.Database;
import dev.sluice.settings.Settings;
import dev.sluice.settings.TestSettings;
import io.agroal.api.AgroalDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Two nodes start at the same time, and making the tables takes long: it is held up from outside. */
abstract class LongMigrations {

    private static final int RACES = 50;

    /** Longer than a statement and a pause in a transaction may take in all else. */
    private final Duration length;

    LongMigrations(Duration length) {
        this.length = length;
    }

    abstract Database emptyDatabase();

    /** Where one race after another takes place, all within this database: a schema or a database each. */
    abstract DataSource emptyTrack(Database database, String name) throws SQLException;

    /** From now on no table of the journal can be made, until the connection is closed. */
    abstract Connection holdUp(Database database) throws SQLException;

    /** A query that tells whether somebody waits for that. */
    abstract String waiting();

    private boolean isWaitedFor(Connection obstacle) throws SQLException {
        try (Statement statement = obstacle.createStatement();
                ResultSet row = statement.executeQuery(waiting())) {
            row.next();
            return row.getBoolean(1);
        }
    }

    @Test
    void isWaitedForByTheNodeThatMigratesAndByTheOther() throws Exception {
        Database database = emptyDatabase();
        Settings settings = TestSettings.with(Map.of(
                "sluice.jdbc.url", database.url(),
                "sluice.jdbc.user", database.user(),
                "sluice.jdbc.password", database.password()));
        try (AgroalDataSource one = ConnectionPool.open(settings.database(), 4);
                AgroalDataSource other = ConnectionPool.open(settings.database(), 4)) {
            List<CompletableFuture<Void>> nodes;
            try (Connection obstacle = holdUp(database)) {
                nodes = List.of(start(one, settings), start(other, settings));
                await("somebody who waits").atMost(Duration.ofMinutes(1)).until(() -> isWaitedFor(obstacle));
                long begun = System.nanoTime();
                await("a long time in which nobody has finished, or failed")
                        .atMost(length.plusMinutes(1))
                        .failFast(() -> nodes.stream().anyMatch(CompletableFuture::isDone))
                        .until(() -> System.nanoTime() - begun > length.toNanos());
            }
            for (CompletableFuture<Void> node : nodes) {
                node.get(1, TimeUnit.MINUTES);
            }
            try (Connection connection = one.getConnection()) {
                assertThat(connection
                                .getMetaData()
                                .getTables(null, null, "journal_revocation", null)
                                .next())
                        .isTrue();
            }
        }
    }

    /** A few dozen milliseconds apart, as nodes are that are started together. */
    @Test
    void mayBeRunByTwoNodesAtTheSameMoment() throws Exception {
        Database database = emptyDatabase();
        Random random = new Random(19);
        for (int race = 1; race <= RACES; race++) {
            DataSource track = emptyTrack(database, "race" + race);
            long apart = random.nextInt(60);
            List<CompletableFuture<Void>> nodes = Stream.of(0L, apart)
                    .map(delay -> CompletableFuture.runAsync(
                            () -> Schema.migrate(track, database.user(), scripts()),
                            CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS)))
                    .toList();
            for (CompletableFuture<Void> node : nodes) {
                assertThat(node).as("race %d, %d ms apart", race, apart).succeedsWithin(Duration.ofMinutes(1));
            }
        }
    }

    abstract String scripts();

    private static CompletableFuture<Void> start(AgroalDataSource dataSource, Settings settings) {
        return CompletableFuture.runAsync(() -> new Schema(dataSource, settings).migrate());
    }
}

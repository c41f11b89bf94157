package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.databases.Database;
import dev.sluice.databases.PostgresServer;
import dev.sluice.harness.EventId;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Limits;
import dev.sluice.harness.Publication;
import dev.sluice.harness.Received;
import dev.sluice.harness.Reply;
import dev.sluice.harness.Setup;
import dev.sluice.harness.SseStream;
import dev.sluice.servers.OnEveryServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** After a power cut the gateway may be there before its database. */
@OnEveryServer
@Tag("PostgreSQL")
class LateDatabaseIT {

    private static Reply ready(Gateway gateway) {
        return gateway.http().send(gateway.http().to("/api/health/ready").GET());
    }

    @Test
    void isReadyAsSoonAsItsDatabaseIsThere() {
        PostgresServer server = PostgresServer.start();
        try {
            Database database = server.emptyDatabase();
            server.kill();
            try (Gateway gateway = Gateway.startUnready(Setup.named("late").on(database))) {
                assertThat(ready(gateway).status()).isEqualTo(503);
                gateway.http().publish(Publication.to("late").text("x")).assertProblem(503, "journal-unavailable");
                try (SseStream stream = gateway.stream("topic=late")) {
                    // what a browser comes back from
                    assertThat(stream.next().retry()).isPresent();
                }
                gateway.awaitInTheLog("the gateway is not ready until it returns");

                server.startAgain();
                await("the gateway")
                        .atMost(Limits.START)
                        .until(() -> ready(gateway).status() == 200);
                try (SseStream stream = gateway.stream("topic=late")) {
                    stream.ready();
                    EventId id = gateway.http().publish("late", "here");
                    assertThat(stream.event()).isEqualTo(new Received(id, "here"));
                }
            }
        } finally {
            server.close();
        }
    }

    /** What waiting does not mend stops the deployment, so that whoever deploys sees it. */
    @Test
    void doesNotWaitForADatabaseThatRefusesIt() {
        PostgresServer server = PostgresServer.start();
        try {
            Database database = server.emptyDatabase();
            Database another = new Database(database.url() + "_of_nobody", database.user(), database.password());
            Gateway.refuses(Setup.named("refused").on(another), "does not exist");
        } finally {
            server.close();
        }
    }

    /** Whoever starts all at once makes the account a moment later. */
    @Test
    void waitsForADatabaseThatRefusesItAfterItHasBeenAway() throws SQLException {
        PostgresServer server = PostgresServer.start();
        try {
            Database database = server.emptyDatabase();
            Database keeper = new Database(database.url(), "keeper", "trusted");
            server.kill();
            try (Gateway gateway =
                    Gateway.startUnready(Setup.named("late-account").on(keeper))) {
                server.startAgain();
                gateway.awaitInTheLog("the gateway cannot start yet and retries");
                assertThat(ready(gateway).status()).isEqualTo(503);
                try (Connection connection =
                                DriverManager.getConnection(database.url(), database.user(), database.password());
                        Statement statement = connection.createStatement()) {
                    statement.execute("CREATE ROLE keeper LOGIN SUPERUSER");
                }
                await("the gateway")
                        .atMost(Limits.START)
                        .until(() -> ready(gateway).status() == 200);
                gateway.http().publish("late", "here");
            }
        } finally {
            server.close();
        }
    }
}

package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.databases.Database;
import dev.sluice.databases.PostgresServer;
import dev.sluice.harness.Folder;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Guide;
import dev.sluice.harness.Limits;
import dev.sluice.harness.Publication;
import dev.sluice.harness.Received;
import dev.sluice.harness.Reply;
import dev.sluice.harness.Run;
import dev.sluice.harness.Setup;
import dev.sluice.harness.SseStream;
import dev.sluice.servers.Additions;
import dev.sluice.servers.OnEveryServer;
import dev.sluice.servers.Server;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The journal behind a data source that an operator has made on the server as the guide says: the server has the driver and
 * the pool.
 */
@OnEveryServer
@Tag("PostgreSQL")
class DataSourceIT {

    private static final String PAGE = "guide/databases.md";

    private static PostgresServer server;
    private static Database database;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws IOException, URISyntaxException {
        server = PostgresServer.start();
        database = server.emptyDatabase();
        gateway = Gateway.start(Setup.named("data-source")
                .adding(new Additions(List.of(driver()), dataSource(database)))
                // would fail, if anybody looked at it
                .with("sluice.jdbc.url", "jdbc:nothing:there")
                .with("sluice.jdbc.data-source", Guide.settingAfter(PAGE, paragraph(), "sluice.jdbc.data-source"))
                .with("sluice.metrics.open", "true"));
    }

    private static String paragraph() {
        return switch (Server.id()) {
            case "wildfly" -> "**WildFly**";
            case "liberty" -> "**Open Liberty**";
            default -> "**Payara, GlassFish**";
        };
    }

    private static String dataSource(Database database) {
        URI there = URI.create(database.url().substring("jdbc:".length()));
        String name = there.getPath().substring(1);
        return Guide.blockAfter(PAGE, paragraph())
                // as a pool is that Payara's console makes
                .replaceAll(" --isconnectvalidatereq=\\S+ --validationmethod=\\S+ --validationclassname \\S+", "")
                .replace("5432/journal", "5432/" + name)
                .replace("databaseName=journal", "databaseName=" + name)
                .replace("databaseName=\"journal\"", "databaseName=\"" + name + "\"")
                .replace("db.example", there.getHost())
                .replace("5432", Integer.toString(there.getPort()))
                .replace("gateway", database.user());
    }

    /** Under the name that the guide gives it. */
    private static Path driver() throws IOException, URISyntaxException {
        Path jar = Path.of(org.postgresql.Driver.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        return Files.copy(jar, Folder.make("driver").file("postgresql.jar"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        server.close();
    }

    @Test
    void keepsWhatWasAcknowledgedWhenTheGatewayIsKilled() {
        String topic = Fresh.topic("managed");
        List<String> data = IntStream.range(0, 200).mapToObj(Integer::toString).toList();
        try (SseStream stream = gateway.stream("topic=" + topic)) {
            stream.ready();
            gateway.http().publishAll(topic, data.subList(0, 100));
            for (String each : data.subList(100, 200)) {
                gateway.http().publish(topic, each);
            }
            assertThat(stream.events(data.size())).extracting(Received::data).isEqualTo(data);
        }
        gateway.kill();
        gateway.restart();
        Run journal = gateway.http().everything("topic=" + topic, "earliest");
        assertThat(journal.events()).extracting(Received::data).isEqualTo(data);
        gateway.http().everything("topic=**", "earliest").assertGapless();
    }

    /** Its size is the server's: a figure of ours would be wrong. */
    @Test
    void showsNoSizeOfAPoolThatIsNotItsOwn() {
        Reply metrics = gateway.http().send(gateway.http().to("/api/metrics").GET());
        assertThat(metrics.body()).contains("sluice_pool_used").doesNotContain("sluice_pool_max");
    }

    /** The pool is as Payara's console makes it, without any check of its own. */
    @Test
    @EnabledIfSystemProperty(named = "sluice.it.server", matches = "payara.*")
    void goesOnByItselfWhenTheDatabaseHasEndedEveryConnection() throws SQLException {
        String topic = Fresh.topic("ended");
        for (int round = 0; round < 3; round++) {
            // many connections, which are idle then
            IntStream.range(0, 16).parallel().forEach(i -> {
                gateway.http().publish(topic, "x");
                gateway.http().history("topic=" + topic);
            });
            endConnections();
            // what was on its way may have failed
            await("a publish")
                    .atMost(Limits.ANSWER)
                    .until(() -> gateway.http()
                                    .publish(Publication.to(topic).text("y"))
                                    .status()
                            == 201);
            for (int i = 0; i < 40; i++) {
                gateway.http().publish(topic, "y");
                gateway.http().history("topic=" + topic);
            }
        }
    }

    private static void endConnections() throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
        }
    }
}

package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.databases.Database;
import dev.sluice.databases.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The journal behind a data source that an operator has made on the server, whose driver and pool it has then. */
@EnabledIfSystemProperty(named = "sluice.it.server", matches = "payara-micro")
@Tag("PostgreSQL")
class DataSourceIT {

    /** As the guide has it. */
    private static final String COMMANDS = """
            create-jdbc-connection-pool --restype javax.sql.ConnectionPoolDataSource \
            --datasourceclassname org.postgresql.ds.PGConnectionPoolDataSource \
            --nontransactionalconnections=true --isolationlevel read-committed \
            --isconnectvalidatereq=true --validationmethod=custom-validation \
            --validationclassname org.glassfish.api.jdbc.validation.PostgresConnectionValidation \
            --property user=%s:password=trusted:serverName=%s:portNumber=%d:databaseName=%s:socketTimeout=10:\
            connectTimeout=5:loginTimeout=5:tcpKeepAlive=true:reWriteBatchedInserts=true journal
            create-jdbc-resource --connectionpoolid journal jdbc/journal
            """;

    private static PostgresServer server;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws IOException, URISyntaxException {
        server = PostgresServer.start();
        Database database = server.emptyDatabase();
        URI there = URI.create(database.url().substring("jdbc:".length()));
        Path commands = Folder.make("data-source").file("post-boot.asadmin");
        Files.writeString(
                commands,
                COMMANDS.formatted(
                        database.user(),
                        there.getHost(),
                        there.getPort(),
                        there.getPath().substring(1)));
        gateway = Gateway.start(Setup.named("data-source")
                .payara("--addlibs", driver(), "--postbootcommandfile", commands.toString())
                // would fail, if anybody looked at it
                .with("sluice.jdbc.url", "jdbc:nothing:there")
                .with("sluice.jdbc.data-source", "jdbc/journal")
                .with("sluice.metrics.open", "true"));
    }

    private static String driver() throws URISyntaxException {
        return Path.of(org.postgresql.Driver.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
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
}

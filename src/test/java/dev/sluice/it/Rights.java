package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.sluice.access.TestTokens;
import dev.sluice.databases.Database;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Http;
import dev.sluice.harness.Limits;
import dev.sluice.harness.Publication;
import dev.sluice.harness.Reply;
import dev.sluice.harness.Setup;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway as a user of the database who has just the rights that it needs. */
abstract class Rights {

    static final String OWNER = "keeper";
    static final String OWNERS_PASSWORD = "of the tables";

    private final Gateway gateway;
    private final Database database;
    private final Http http;
    private final String topic = Fresh.topic("rights");

    Rights(Gateway gateway, Database database) {
        this.gateway = gateway;
        this.database = database;
        this.http = gateway.http();
    }

    static Gateway start(String name, Database database) {
        return Gateway.start(Setup.named(name)
                .on(database)
                .with("sluice.jdbc.owner.user", OWNER)
                .with("sluice.jdbc.owner.password", OWNERS_PASSWORD)
                .with("sluice.token.secret", TestTokens.SECRET)
                .with("sluice.retention.count", "20")
                .with("sluice.retention.interval", "1s"));
    }

    /** Whether the database refuses because somebody may not do that, and for no other reason. */
    abstract boolean isWantOfRights(SQLException e);

    @Test
    void doesAllThatAGatewayDoes() {
        http.publish(Publication.to(topic).key(topic).text("1").parameter("subject", "s"));
        http.publish(Publication.to(topic).text("2").parameter("subject", "s"));
        assertThat(http.history("topic=" + topic + "&snapshot=true").received()).hasSize(1);
        http.publish(Publication.to(topic).text("3").parameter("final", "true"));
        http.publish(Publication.to(topic).text("4")).assertProblem(409, "topic-complete");
        Reply revoked = http.send(http.to("/api/revocations")
                .header("Authorization", "Bearer " + TestTokens.sign(TestTokens.administrator()))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"subject\":\"ann\"}")));
        assertThat(revoked.status()).as(revoked.body()).isEqualTo(201);
        // and forgets: events, their subjects, and that the topic was complete
        for (int i = 0; i < 30; i++) {
            http.publish("filling", "x");
        }
        await().atMost(Limits.ANSWER)
                .until(() -> http.publish(Publication.to(topic).text("anew")).status() == 201);
        gateway.kill();
        gateway.restart();
        gateway.http().publish(topic, "after a restart");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE journal_entry SET topic = 'changed'",
                "TRUNCATE journal_entry",
                "DELETE FROM journal_head",
                "DROP TABLE journal_entry",
                "ALTER TABLE journal_entry ADD COLUMN x int",
                "CREATE TABLE mine (x int)",
                "SELECT * FROM sluice_schema"
            })
    void mayDoNothingElse(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> statement.execute(sql))
                    .matches(this::isWantOfRights, "for want of rights");
        }
    }
}

package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import dev.sluice.databases.Database;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Json;
import dev.sluice.harness.Limits;
import dev.sluice.harness.Publication;
import dev.sluice.harness.Reply;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An application that publishes in its own transactions. */
abstract class OutboxContract {

    private static final List<String> TABLES = List.of(
            "CREATE TABLE shop_counter (number bigint)",
            "CREATE TABLE shop_order (number bigint, name varchar(100))",
            "INSERT INTO shop_counter VALUES (0)");

    private final String topic = Fresh.topic("orders");

    abstract Gateway gateway();

    /** Before the gateway starts, and by nobody's transaction: in one of the server's, MariaDB makes no table. */
    static void makeTables(Database database) {
        try (Connection connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.execute(table);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the application's tables", e);
        }
    }

    static String sql(Gateway gateway, String sql) {
        Reply reply = gateway.http().send(gateway.http().to("/api/shop/sql").POST(BodyPublishers.ofString(sql)));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.body().strip();
    }

    static Reply place(Gateway gateway, String query) {
        return gateway.http()
                .send(gateway.http().to("/api/shop/orders?" + query).POST(BodyPublishers.noBody()));
    }

    private List<JsonObject> awaitEvents(int count) {
        await().atMost(Limits.ANSWER)
                .until(() -> gateway()
                                .http()
                                .history("topic=" + topic + "&limit=1000")
                                .events()
                                .size()
                        >= count);
        return gateway().http().history("topic=" + topic + "&limit=1000").events();
    }

    @Test
    void publishesWithTheCommitAndAnswersWithTheId() {
        Reply reply = place(gateway(), "topic=" + topic + "&name=a&events=3&wait=true");
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        List<JsonObject> events = awaitEvents(3);
        assertThat(events).hasSize(3);
        assertThat(Json.text(events.get(2), "id")).isEqualTo(reply.body());
        assertThat(events)
                .extracting(event -> event.getAsJsonObject("data").get("event").getAsInt())
                .containsExactly(0, 1, 2);
        assertThat(sql(gateway(), "SELECT COUNT(*) FROM sluice_outbox WHERE topic = '" + topic + "'"))
                .isEqualTo("0");
    }

    @Test
    void publishesNothingOfATransactionThatIsRolledBack() {
        assertThat(place(gateway(), "topic=" + topic + "&name=gone&events=2&fail=true")
                        .status())
                .isEqualTo(500);
        place(gateway(), "topic=" + topic + "&name=kept&events=1&wait=true");
        List<JsonObject> events = awaitEvents(1);
        assertThat(events).hasSize(1);
        assertThat(Json.text(events.get(0).getAsJsonObject("data"), "name")).isEqualTo("kept");
    }

    @Test
    void keepsTheOrderOfTheCommitsHoweverManyThereAre() {
        long committed = IntStream.range(0, 200)
                .parallel()
                .filter(i -> place(gateway(), "topic=" + topic + "&name=n" + i + "&events=2&fail=" + (i % 5 == 0))
                                .status()
                        == 200)
                .count();
        assertThat(committed).isEqualTo(160);
        List<JsonObject> events = awaitEvents(320);
        assertThat(events).hasSize(320);
        assertThat(events)
                .extracting(event -> event.getAsJsonObject("data").get("number").getAsLong() * 2
                        + event.getAsJsonObject("data").get("event").getAsLong())
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void takesOneInsertOfAnybody() {
        sql(gateway(), "INSERT INTO sluice_outbox (topic, data) VALUES ('" + topic + "', '{\"order\":42}')");
        sql(
                gateway(),
                "INSERT INTO sluice_outbox (topic, event_type, subject, content_type, data, ttl_seconds, completes)"
                        + " VALUES ('" + topic + "', 'done', 'order 42', 'text/plain', 'bye', 60, true)");
        List<JsonObject> events = awaitEvents(2);
        assertThat(events.get(0).getAsJsonObject("data")).isEqualTo(Json.object("{'order':42}"));
        assertThat(Json.text(events.get(1), "event")).isEqualTo("done");
        assertThat(Json.text(events.get(1), "subject")).isEqualTo("order 42");
        assertThat(Json.text(events.get(1), "data")).isEqualTo("bye");
        gateway().http().publish(Publication.to(topic).text("late")).assertProblem(409, "topic-complete");
    }

    @Test
    void setsAsideWhatCannotBePublishedAndHoldsUpNothing() {
        String insert = "INSERT INTO sluice_outbox (topic, content_type, data, idempotency_key, subject) VALUES ";
        String key = Fresh.key();
        sql(
                gateway(),
                insert + "('" + topic + "-first', NULL, '1', '" + key + "', NULL),"
                        + "('a/*', NULL, '1', NULL, 'bad " + topic + "'),"
                        + "('" + topic + "', NULL, '{', NULL, 'bad " + topic + "'),"
                        + "('" + topic + "', NULL, NULL, NULL, 'bad " + topic + "'),"
                        + "('" + topic + "', 'nonsense', 'x', NULL, 'bad " + topic + "'),"
                        + "('" + topic + "', NULL, '2', '" + key + "', 'bad " + topic + "'),"
                        + "('" + topic + "', NULL, '{\"good\":true}', NULL, NULL)");
        assertThat(awaitEvents(1).get(0).getAsJsonObject("data")).isEqualTo(Json.object("{'good':true}"));
        String faults = "SELECT fault FROM sluice_outbox WHERE subject = 'bad " + topic + "' ORDER BY id";
        assertThat(sql(gateway(), faults).lines().map(fault -> fault.split(":")[0]))
                .containsExactly("topic-invalid", "body-invalid", "body-invalid", "body-invalid", "key-conflict");
        sql(
                gateway(),
                "INSERT INTO sluice_outbox (topic, content_type, data, subject) VALUES ('" + topic
                        + "', 'text/plain', '" + "x".repeat((1 << 20) + 1) + "', 'large " + topic + "')");
        sql(
                gateway(),
                "INSERT INTO sluice_outbox (topic, data, subject, ttl_seconds) VALUES ('" + topic + "', '1', 'brief "
                        + topic + "', 0)");
        String brief = "SELECT fault FROM sluice_outbox WHERE subject = 'brief " + topic + "'";
        await().atMost(Limits.ANSWER).until(() -> sql(gateway(), brief).startsWith("parameter-invalid"));
        String large = "SELECT fault FROM sluice_outbox WHERE subject = 'large " + topic + "'";
        await().atMost(Limits.ANSWER).until(() -> sql(gateway(), large).startsWith("data-too-large"));
        // mended, it goes
        sql(
                gateway(),
                "UPDATE sluice_outbox SET data = '{\"mended\":true}', fault = NULL WHERE data = '{' AND topic = '"
                        + topic + "'");
        assertThat(awaitEvents(2).get(1).getAsJsonObject("data")).isEqualTo(Json.object("{'mended':true}"));
    }
}

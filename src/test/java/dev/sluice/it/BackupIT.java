package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.sluice.harness.EventId;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Guide;
import dev.sluice.harness.Json;
import dev.sluice.harness.Received;
import dev.sluice.harness.Setup;
import dev.sluice.harness.SseStream;
import dev.sluice.harness.WsClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal that is restored as the page for operators says. */
class BackupIT {

    @TempDir
    Path folder;

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "sluice", "");
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isEqualTo(1);
        }
    }

    @Test
    void whoHasSeenMoreThanTheBackupIsToldAndTakesNoOtherEventsForThose() throws IOException, SQLException {
        String url = "jdbc:h2:file:" + folder.resolve("journal");
        Path file = folder.resolve("journal.mv.db");
        Path backup = folder.resolve("backup");
        try (Gateway gateway = Gateway.start(Setup.named("backup").with("sluice.jdbc.url", url))) {
            gateway.http().publishAll("a", List.of("1", "2", "3"));
            gateway.stop();
            Files.copy(file, backup);

            gateway.restart();
            EventId seen =
                    gateway.http().publishAll("a", List.of("4", "5", "6")).get(2);
            gateway.stop();

            Files.copy(backup, file, StandardCopyOption.REPLACE_EXISTING);
            execute(url, Guide.blockAfter("operations.md", "```sql"));
            gateway.restart();
            // these get the positions that the lost ones had
            EventId other = gateway.http()
                    .publishAll("a", List.of("not 4", "not 5", "not 6", "not 7"))
                    .get(3);
            assertThat(other.position()).isEqualTo(seen.plus(1).position());
            assertThat(gateway.http().everything("topic=a", "earliest").events())
                    .extracting(Received::data)
                    .containsExactly("1", "2", "3", "not 4", "not 5", "not 6", "not 7");

            assertToldOverSse(gateway, seen);
            assertToldOverWebSocket(gateway, seen);
        }
    }

    private static void assertToldOverSse(Gateway gateway, EventId seen) {
        try (SseStream stream = gateway.resume("topic=a", seen.toString())) {
            assertThat(stream.ready().json().get("resumed").getAsBoolean()).isFalse();
            JsonObject gap = stream.gap().json();
            assertThat(Json.text(gap, "reason")).isEqualTo("epoch");
            assertThat(Json.text(gap, "from")).isEqualTo(seen.toString());
            assertThat(Json.text(gap, "to")).isEqualTo(gateway.http().end());
            EventId next = gateway.http().publish("a", "after sse");
            assertThat(stream.event()).isEqualTo(new Received(next, "after sse"));
        }
    }

    private static void assertToldOverWebSocket(Gateway gateway, EventId seen) {
        try (WsClient client = WsClient.sluice(gateway)) {
            client.subscribe("s", "a", "'after':'" + seen + "'");
            assertThat(Json.text(client.take("gap"), "reason")).isEqualTo("epoch");
            EventId next = gateway.http().publish("a", "after websocket");
            assertThat(client.events("s", 1)).containsExactly(new Received(next, "after websocket"));
        }
    }
}

package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonObject;
import dev.sluice.application.House;
import dev.sluice.harness.ApplicationWar;
import dev.sluice.harness.EventId;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Http;
import dev.sluice.harness.Json;
import dev.sluice.harness.Publication;
import dev.sluice.harness.Received;
import dev.sluice.harness.RefusedException;
import dev.sluice.harness.Reply;
import dev.sluice.harness.Setup;
import dev.sluice.harness.WsClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Beans of the application that decide about what clients publish and read. */
class HooksIT {

    private static Gateway gateway;

    private final Http http = gateway.http();
    private final String topic = "house/" + Fresh.topic("room");

    @BeforeAll
    static void start() {
        gateway = Gateway.start(Setup.named("hooks")
                .deploying(ApplicationWar.of(House.class))
                .with("sluice.hooks.time-limit", "500ms"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void changeADraftOneAfterAnother() {
        try (WsClient client = WsClient.sluice(gateway)) {
            client.subscribe("s", topic, "");
            http.publish(topic, "http");
            client.ask("{'type':'publish','topic':'%s','data':'socket'}".formatted(topic), "ack");
            client.ask("{'type':'publish','topic':'%s','data':'passing','volatile':true}".formatted(topic), "ack");
            http.batch("application/json", "[{\"topic\":\"%s\",\"data\":\"batch\"}]".formatted(topic))
                    .ids();
            for (String data : new String[] {"http", "socket", "passing", "batch"}) {
                JsonObject message = client.take(data, m -> Json.text(m, "data").equals(data + " first second"));
                assertThat(Json.text(message, "event")).isEqualTo("decided");
            }
        }
    }

    @Test
    void leaveAloneWhatIsNotTheirs() {
        String other = Fresh.topic("other");
        EventId id = http.publish(other, "as it is");
        assertThat(http.history("topic=" + other).received()).containsExactly(new Received(id, "as it is"));
    }

    @Test
    void sendADraftElsewhere() {
        EventId id = http.publish(topic, "elsewhere");
        assertThat(http.history("topic=elsewhere&last=1").received())
                .containsExactly(new Received(id, "elsewhere first"));
    }

    @ParameterizedTest
    @CsvSource({
        "forbidden,403,refused",
        "broken,500,internal-error",
        "slow,503,hook-timeout",
        "invalid,400,body-invalid"
    })
    void keepADraftFromBeingPublished(String text, int status, String code) {
        String other = Fresh.topic("other");
        Reply reply = http.publish(Publication.to(topic).text(text));
        reply.assertProblem(status, code);
        if (text.equals("forbidden")) {
            assertThat(Json.text(reply.json(), "detail")).isEqualTo("not in this house");
        }
        http.batch(
                        "application/json",
                        "[{\"topic\":\"%s\",\"data\":1},{\"topic\":\"%s\",\"data\":\"%s\"}]"
                                .formatted(other, topic, text))
                .assertProblem(status, code);
        try (WsClient client = WsClient.sluice(gateway)) {
            JsonObject error =
                    client.ask("{'type':'publish','topic':'%s','data':'%s'}".formatted(topic, text), "error");
            assertThat(Json.text(error, "code")).isEqualTo(code);
        }
        assertThat(http.history("topic=" + topic + "&topic=" + other).events()).isEmpty();
    }

    @Test
    void areServedAgainAfterManyThatTookTooLong() {
        for (int i = 0; i < 20; i++) {
            http.publish(Publication.to(topic).text("slow")).assertProblem(503, "hook-timeout");
        }
        http.publish(topic, "quick");
    }

    @Test
    void decideWhoReads() {
        http.get("topic=house/*", "application/json").assertProblem(403, "refused");
        http.get("topic=house/cellar", "text/event-stream").assertProblem(403, "refused");
        http.send(http.to("/api/presence?topic=house/cellar").GET()).assertProblem(403, "refused");
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> gateway.stream("topic=**"))
                .matches(refused -> refused.status() == 403);
        try (WsClient client = WsClient.sluice(gateway)) {
            JsonObject error = client.ask("{'type':'subscribe','channel':'house/cellar'}", "error");
            assertThat(Json.text(error, "code")).isEqualTo("refused");
            assertThat(Json.text(error, "message")).isEqualTo("nobody goes to the cellar");
            client.subscribe("s", "house/attic", "");
            // nor who is there
            for (String message : new String[] {
                "{'type':'subscribe','channel':'$presence/house/cellar'}", "{'type':'members','topic':'house/cellar'}"
            }) {
                assertThat(Json.text(client.ask(message, "error"), "code")).isEqualTo("refused");
            }
        }
    }
}

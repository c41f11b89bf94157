package dev.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sluice.harness.OwnGateway;
import dev.sluice.servers.OnEveryServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What an operator sees and changes in the administration of Payara Server. Each test sets what wins over the one before. */
@OnEveryServer
@EnabledIfSystemProperty(named = "sluice.it.server", matches = "payara", disabledReason = "it is Payara Server's")
@TestMethodOrder(OrderAnnotation.class)
class AdminConsoleIT {

    private static final String KEY = "sluice.heartbeat";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Payara keeps a value of MicroProfile Config for a minute, and the gateway looks every five seconds. */
    private static final Duration UNTIL_IT_COUNTS = Duration.ofMinutes(2);

    private static OwnGateway gateway;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        gateway = OwnGateway.start("admin-console", Map.of());
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    @Order(1)
    void listsTheApplicationAtTheRoot() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        gateway.asadmin().uri("/management/domain/applications/application/sluice.json"))
                .header("Accept", "application/json")
                .timeout(PATIENCE)
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonObject application = JsonParser.parseString(answer.body())
                .getAsJsonObject()
                .getAsJsonObject("extraProperties")
                .getAsJsonObject("entity");
        assertThat(application.get("contextRoot").getAsString()).isEqualTo("/");
        assertThat(application.get("enabled").getAsString()).isEqualTo("true");
    }

    /** The console has no page for it. */
    @Test
    @Order(2)
    void changesASettingByAnEnvironmentEntry() throws Exception {
        assertThat(heartbeat()).isEqualTo(15);
        gateway.asadmin()
                .remote("set-web-env-entry", "--name=" + KEY, "--type=java.lang.String", "--value=7s", "sluice");
        gateway.asadmin().remote("disable", "sluice");
        gateway.asadmin().remote("enable", "sluice");
        assertThat(heartbeat()).isEqualTo(7);
    }

    @Test
    @Order(3)
    void changesASettingInTheConsole() throws Exception {
        try (Chromium browser = new Chromium()) {
            PayaraConsole console =
                    new PayaraConsole(browser.page(), gateway.asadmin().uri("/"));
            console.addMicroProfileProperty("sluice", KEY, "8s");
            await("the property of MicroProfile").atMost(UNTIL_IT_COUNTS).until(() -> heartbeat() == 8);
            console.addSystemProperty(KEY, "9s");
            await("the system property").atMost(UNTIL_IT_COUNTS).until(() -> heartbeat() == 9);
        }
    }

    /** As a stream that begins now is told. */
    private int heartbeat() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(gateway.uri().resolve("api/events?topic=a"))
                .header("Accept", "text/event-stream")
                .timeout(PATIENCE)
                .build();
        try (Stream<String> lines = http.send(request, BodyHandlers.ofLines()).body()) {
            String ready =
                    lines.filter(line -> line.startsWith("data: ")).findFirst().orElseThrow();
            return JsonParser.parseString(ready.substring("data: ".length()))
                    .getAsJsonObject()
                    .get("heartbeat")
                    .getAsInt();
        }
    }
}

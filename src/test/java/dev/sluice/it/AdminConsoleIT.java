package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sluice.servers.OnEveryServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What an operator sees and changes in the administration of Payara Server: its console shows what this interface says. */
@OnEveryServer
@EnabledIfSystemProperty(named = "sluice.it.server", matches = "payara", disabledReason = "it is Payara Server's")
class AdminConsoleIT {

    private static Gateway gateway;

    @BeforeAll
    static void start() {
        gateway = Gateway.start(Setup.named("admin-console"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void listsTheApplicationAtTheRoot() throws IOException, InterruptedException {
        JsonObject application = ask("/management/domain/applications/application/sluice.json");
        assertThat(Json.text(application, "contextRoot")).isEqualTo("/");
        assertThat(Json.text(application, "enabled")).isEqualTo("true");
    }

    @Test
    void changesASettingByAnEnvironmentEntry() throws IOException {
        assertThat(heartbeat()).isEqualTo(15);
        gateway.asadmin()
                .remote(
                        "set-web-env-entry",
                        "--name=sluice.heartbeat",
                        "--type=java.lang.String",
                        "--value=7s",
                        "sluice");
        gateway.asadmin().remote("disable", "sluice");
        gateway.asadmin().remote("enable", "sluice");
        assertThat(heartbeat()).isEqualTo(7);
    }

    private static int heartbeat() {
        try (SseStream stream = gateway.stream("topic=a")) {
            return stream.ready().json().get("heartbeat").getAsInt();
        }
    }

    private static JsonObject ask(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(gateway.asadmin().uri(path))
                .header("Accept", "application/json")
                .timeout(Limits.ANSWER)
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonParser.parseString(answer.body())
                .getAsJsonObject()
                .getAsJsonObject("extraProperties")
                .getAsJsonObject("entity");
    }
}

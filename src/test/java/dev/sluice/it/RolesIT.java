package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.TestTokens;
import dev.sluice.application.Faulty;
import dev.sluice.application.Reception;
import dev.sluice.harness.ApplicationWar;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Http;
import dev.sluice.harness.Limits;
import dev.sluice.harness.Publication;
import dev.sluice.harness.RawSocket;
import dev.sluice.harness.Reply;
import dev.sluice.harness.Setup;
import dev.sluice.harness.WsClient;
import dev.sluice.servers.OnEveryServer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whom the server has recognised may do what its roles are granted. */
@OnEveryServer
class RolesIT {

    private static Gateway gateway;

    private final Http http = gateway.http();

    @BeforeAll
    static void start() {
        gateway = Gateway.start(Setup.named("roles")
                .deploying(ApplicationWar.of(Reception.class, Faulty.class))
                .with("sluice.anonymous.publish", "in/*")
                .with("sluice.anonymous.read", "public/*")
                .with("sluice.token.secret", TestTokens.SECRET)
                .with("sluice.origins", "*")
                .with("sluice.roles", "editor, reader")
                .with("sluice.role.editor.publish", "news/*")
                .with("sluice.role.editor.read", "news/*")
                .with("sluice.role.reader.read", "news/*"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private HttpRequest.Builder as(String guest, String pathAndQuery) {
        return http.to(pathAndQuery).header("X-Guest", guest);
    }

    private Reply publish(String guest) {
        return http.send(as(guest, "/api/events?topic=news/1").POST(BodyPublishers.ofString("x")));
    }

    /** The server's own logger of such faults is off in the shipped set-ups, since it logs what strangers send, too. */
    @Test
    void aFaultBehindTheGateIsLoggedAndAnswered() {
        http.send(http.to("/api/faulty").GET()).assertProblem(500, "internal-error");
        gateway.awaitInTheLog("a request failed");
        gateway.awaitInTheLog("the application's mistake");
    }

    @Test
    void grantsWhatTheRoleDoes() {
        assertThat(publish("ann, editor").status()).isEqualTo(201);
        publish("bob, reader").assertProblem(403, "topic-forbidden");
        publish("eve, stranger").assertProblem(403, "topic-forbidden");
        http.publish(Publication.to("news/1").text("x")).assertProblem(401, "token-missing");
        assertThat(http.send(as("bob, reader", "/api/events?topic=news/*").GET())
                        .status())
                .isEqualTo(200);
        http.send(as("eve, stranger", "/api/events?topic=news/*").GET()).assertProblem(403, "topic-forbidden");
        assertThat(http.send(as("eve, stranger", "/api/events?topic=public/x").GET())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void reachesAWebSocket() {
        try (WsClient client = WsClient.with(gateway, "X-Guest", "ann, editor")) {
            client.subscribe("s", "news/*", "");
            client.publish("news/2", "x");
            assertThat(client.events("s", 1).get(0).data()).isEqualTo("x");
        }
    }

    /** Its browser would say for whom it asks, whatever page it shows. */
    @Test
    void isNotLentToEveryPage() throws IOException {
        String origin = " HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n";
        assertThat(status("GET /api/events?topic=public/x" + origin)).isEqualTo(200);
        assertThat(status("GET /api/events?topic=public/x" + origin + "X-Guest: ann, editor\r\n"))
                .isEqualTo(403);
        assertThat(status("GET /api/events?topic=public/x" + origin + "Cookie: sluice_token=x\r\n"))
                .isEqualTo(403);
    }

    private static int status(String request) throws IOException {
        try (RawSocket socket = RawSocket.open(gateway.port())) {
            return socket.send(request + "\r\n")
                    .readWithin(Limits.ANSWER)
                    .readHead()
                    .status();
        }
    }

    @Test
    void comesAfterAToken() {
        HttpRequest.Builder both = as("ann, editor", "/api/events?topic=news/1")
                .header("Authorization", "Bearer " + TestTokens.sign("bob", List.of(), List.of()));
        http.send(both.POST(BodyPublishers.ofString("x"))).assertProblem(403, "topic-forbidden");
    }
}

package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.TestTokens;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Json;
import dev.sluice.harness.Limits;
import dev.sluice.harness.Publication;
import dev.sluice.harness.RawSocket;
import dev.sluice.harness.RawWebSocket;
import dev.sluice.harness.Setup;
import dev.sluice.harness.WsClient;
import dev.sluice.servers.Additions;
import dev.sluice.servers.OnEveryServer;
import dev.sluice.servers.Quirk;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The WAR with settings that nobody made, or made wrong. */
@OnEveryServer
class SetupIT {

    private static Setup with(Map<String, String> settings) {
        return new Setup(
                "setup",
                System.getProperty("sluice.it.war"),
                "512m",
                List.of(),
                settings,
                "",
                List.of(),
                Additions.NONE);
    }

    @Test
    void isClosedWithoutConfigurationAndSaysWhatToSet() {
        try (Gateway gateway = Gateway.start(with(Map.of()))) {
            gateway.awaitInTheLog("Sluice is closed");
            gateway.awaitInTheLog("sluice.anonymous.publish");
            assertThat(gateway.log()).doesNotContain("is not set up");
            gateway.http().publish(Publication.to("a").text("x")).assertProblem(401, "token-missing");
            gateway.http().get("topic=a", "application/json").assertProblem(401, "token-missing");
            gateway.http().get("topic=a", "text/event-stream").assertProblem(401, "token-missing");
            gateway.http().get("", "text/event-stream").assertProblem(401, "token-missing");
            for (String ofTheServer : List.of("/metrics", "/openapi/")) {
                assertThat(gateway.http()
                                .send(gateway.http().to(ofTheServer).GET())
                                .status())
                        .as(ofTheServer)
                        .isBetween(400, 499);
            }
        }
    }

    @Test
    @EnabledIfSystemProperty(
            named = "sluice.it.server",
            matches = "payara-micro",
            disabledReason = "the others get their set-up from their own tools")
    void saysWhatOfTheServerIsNotSetUp() {
        try (Gateway gateway = Gateway.start(Setup.named("not-set-up").payara("--maxhttpthreads", "12"))) {
            gateway.awaitInTheLog("this server lacks a recommended setting; the gateway runs with the limit below"
                    + " what=max-thread-pool-size is=12 least=100");
        }
    }

    @Test
    void letsNobodyReachBeyondAGrant() {
        Setup setup = with(Map.of("sluice.anonymous.publish", "in/*", "sluice.anonymous.read", "out/**, in/1"));
        try (Gateway gateway = Gateway.start(setup)) {
            gateway.http().publish(Publication.to("in/1/2").text("x")).assertProblem(401, "token-missing");
            gateway.http().get("topic=in/*", "application/json").assertProblem(401, "token-missing");
            gateway.http().get("topic=out/1&topic=**", "text/event-stream").assertProblem(401, "token-missing");
        }
    }

    /** A browser's WebSocket can send no header: its first message may be the token, but it has to come. */
    @Test
    void waitsForATokenOnlySoLong() {
        Setup setup = with(Map.of("sluice.token.secret", TestTokens.SECRET, "sluice.request.time-limit", "2s"));
        try (Gateway gateway = Gateway.start(setup);
                WsClient inTime = WsClient.sluice(gateway);
                WsClient never = WsClient.sluice(gateway)) {
            String token = TestTokens.sign("late", List.of(), List.of("**"));
            inTime.ask("{'type':'token','token':'%s'}".formatted(token), "ack");
            assertThat(Json.text(never.take("error"), "code")).isEqualTo("token-missing");
            assertThat(never.awaitClose()).isEqualTo(1008);
            inTime.ask("{'type':'ping'}", "pong");
            if (!Quirk.KEEPS_A_MESSAGE_WITHOUT_END.isHere()) {
                assertThatAMessageHasToEnd(gateway);
            }
        }
    }

    private static void assertThatAMessageHasToEnd(Gateway gateway) {
        String token = TestTokens.sign("slow", List.of("**"), List.of());
        try (RawWebSocket socket = RawWebSocket.open(RawSocket.open(gateway.port()), token)) {
            socket.sendHead(1_000);
            socket.sendRaw("{".getBytes(StandardCharsets.UTF_8));
            assertThat(Json.text(socket.take("error", Limits.ANSWER), "code")).isEqualTo("request-timeout");
            assertThat(socket.closed()
                            .orTimeout(Limits.ANSWER.toSeconds(), TimeUnit.SECONDS)
                            .join())
                    .isEqualTo(4408);
        }
    }

    @Test
    void refusesAValueThatCannotBeUsedAndNamesItsKey() {
        Gateway.refuses(
                with(Map.of("sluice.retention.age", "soon")),
                "Sluice cannot start cause=\"setting sluice.retention.age: 'soon'");
    }

    @Test
    void refusesAGrantThatIsNoFilterAndNamesItsKey() {
        Gateway.refuses(
                with(Map.of("sluice.anonymous.read", "a*b")),
                "Sluice cannot start cause=\"setting sluice.anonymous.read");
    }

    @Test
    void saysWhatIsNoSetting() {
        try (Gateway gateway = Gateway.start(with(Map.of("sluice.retension.count", "5")))) {
            gateway.awaitInTheLog("Unknown settings have no effect names=");
            gateway.awaitInTheLog("sluice.retension.count");
        }
    }
}

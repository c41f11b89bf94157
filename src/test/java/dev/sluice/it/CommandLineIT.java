package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.harness.EventId;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Limits;
import dev.sluice.harness.Publication;
import dev.sluice.harness.Received;
import dev.sluice.harness.Setup;
import dev.sluice.harness.SseStream;
import dev.sluice.servers.OnEveryServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What an operator changes by WildFly's command line; its console does the same. */
@OnEveryServer
@EnabledIfSystemProperty(named = "sluice.it.server", matches = "wildfly", disabledReason = "it is WildFly's")
class CommandLineIT {

    private static Gateway gateway;

    @BeforeAll
    static void start() {
        gateway = Gateway.start(Setup.named("command-line"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void changesASettingWhileTheGatewayRuns() throws IOException {
        try (SseStream before = gateway.stream("topic=a")) {
            assertThat(heartbeat(before)).isEqualTo(15);
            gateway.commandLine().remote("/system-property=sluice.heartbeat:add(value=7s)");
            await().atMost(Limits.ANSWER).until(CommandLineIT::heartbeat, seconds -> seconds == 7);
            EventId id = gateway.http().publish(Publication.to("a").text("x")).id();
            assertThat(before.events(1)).extracting(Received::id).containsExactly(id);
        }
    }

    private static int heartbeat() {
        try (SseStream stream = gateway.stream("topic=a")) {
            return heartbeat(stream);
        }
    }

    private static int heartbeat(SseStream stream) {
        return stream.ready().json().get("heartbeat").getAsInt();
    }
}

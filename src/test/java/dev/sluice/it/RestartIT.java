package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.EventId;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.PublishingLoad;
import dev.sluice.harness.Received;
import dev.sluice.harness.Run;
import dev.sluice.harness.Setup;
import dev.sluice.harness.SseStream;
import dev.sluice.harness.WsClient;
import dev.sluice.servers.ExceptWhere;
import dev.sluice.servers.OnEveryServer;
import dev.sluice.servers.Quirk;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A restart as an operator does it, while publishers publish and subscribers read. */
@OnEveryServer
class RestartIT {

    private static final String FILTER = "restart/**";

    @Test
    void subscribersResumeAfterARestart() {
        try (Gateway gateway = Gateway.start(Setup.named("restart"))) {
            PublishingLoad load = PublishingLoad.singles(gateway, "restart", 3).start();
            SseStream stream = gateway.stream("topic=" + FILTER + "&after=earliest");
            WsClient client = WsClient.sluice(gateway);
            stream.ready();
            client.subscribe("s", FILTER, "'after':'earliest'");
            List<Received> overSse = new ArrayList<>(stream.events(3));
            List<Received> overWebSocket = new ArrayList<>(client.events("s", 3));

            gateway.stop();
            load.join();
            gateway.restart();

            EventId last = gateway.http().publish("restart/last", "last");
            try (SseStream again = gateway.resume("topic=" + FILTER, stream.cursor());
                    WsClient clientAgain = WsClient.sluice(gateway)) {
                assertThat(again.ready().json().get("resumed").getAsBoolean()).isTrue();
                clientAgain.subscribe(
                        "s", FILTER, "'after':'" + overWebSocket.get(2).id() + "'");
                overSse.addAll(again.eventsUpTo(last));
                overWebSocket.addAll(clientAgain.eventsUpTo("s", last));
            }
            Run journal = gateway.http().everything("topic=**", "earliest");
            journal.assertGapless();
            load.ledger().assertKeptBy(journal);
            new Run(overSse).assertSameAs(journal);
            new Run(overWebSocket).assertSameAs(journal);
        }
    }

    @Test
    @ExceptWhere(Quirk.CUTS_WEBSOCKETS_AT_ITS_END)
    void tellsAWebSocketThatTheServerGoes() {
        try (Gateway gateway = Gateway.start(Setup.named("going"));
                WsClient client = WsClient.sluice(gateway)) {
            client.take("ready");
            gateway.stop();
            assertThat(client.awaitClose()).isEqualTo(1001);
        }
    }
}

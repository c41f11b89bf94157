package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.EventId;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Received;
import dev.sluice.harness.SseStream;
import dev.sluice.harness.WsClient;
import dev.sluice.servers.OnEveryServer;
import org.junit.jupiter.api.Test;

/** Quiet for longer than any server's timeout (30, 60 and 90 seconds), with heartbeats as they come. */
@OnEveryServer
class IdleIT {

    private static final int LONGEST_TIMEOUT = 90;

    private final Gateway gateway = Gateway.shared();

    @Test
    void whoHearsNothingButHeartbeatsStaysConnected() {
        String topic = Fresh.topic("idle");
        try (SseStream stream = gateway.stream("topic=" + topic);
                WsClient client = WsClient.sluice(gateway)) {
            int heartbeat = stream.ready().json().get("heartbeat").getAsInt();
            client.subscribe("s", topic, "");
            for (int quiet = 0; quiet <= LONGEST_TIMEOUT; quiet += heartbeat) {
                stream.nextHeartbeat();
            }

            EventId id = gateway.http().publish(topic, "still there");

            assertThat(stream.eventsUpTo(id)).containsExactly(new Received(id, "still there"));
            assertThat(client.eventsUpTo("s", id)).containsExactly(new Received(id, "still there"));
        }
    }
}

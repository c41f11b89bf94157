package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.harness.EventId;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Jmx;
import dev.sluice.harness.Limits;
import dev.sluice.harness.Setup;
import dev.sluice.harness.SseStream;
import dev.sluice.harness.WsClient;
import dev.sluice.servers.OnEveryServer;
import dev.sluice.servers.Quirk;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** The server goes on without the gateway, and has it back later. */
@OnEveryServer
@DisabledIfSystemProperty(
        named = "sluice.it.server",
        matches = "payara-micro",
        disabledReason = "it ends with what it was started for")
class UndeployIT {

    private static boolean isOurs(String thread) {
        return thread.startsWith("sluice-") || thread.startsWith("agroal-");
    }

    private static List<String> ourThreads(Jmx jmx) throws Exception {
        return jmx.threads().stream().filter(UndeployIT::isOurs).toList();
    }

    @Test
    void sendsItsClientsAwayLeavesNothingBehindAndGoesOnWhereItWas() throws Exception {
        String topic = Fresh.topic("undeployed");
        try (Gateway gateway = Gateway.start(Setup.named("undeploy").with("sluice.drain", "2s"));
                Jmx jmx = Jmx.of(gateway)) {
            EventId seen = gateway.http().publish(topic, "seen");
            try (SseStream stream = gateway.stream("topic=" + topic);
                    WsClient client = WsClient.sluice(gateway)) {
                stream.ready();
                client.take("ready");
                assertThat(ourThreads(jmx)).isNotEmpty();
                gateway.http().publish(topic, "missed");
                gateway.undeploy();
                assertThat(stream.event().data()).isEqualTo("missed");
                assertThat(stream.next().retry()).isPresent();
                assertThat(client.awaitClose()).isEqualTo(1001);
            }
            await("no thread of the gateway")
                    .atMost(Limits.STOP)
                    .untilAsserted(() -> assertThat(ourThreads(jmx)).isEmpty());
            assertThat(jmx.showsTheNode()).isFalse();

            gateway.deploy();
            await("the gateway").atMost(Limits.START).until(gateway.http()::answers);
            assertThat(jmx.showsTheNode()).isTrue();
            try (SseStream stream = gateway.resume("topic=" + topic, seen.toString())) {
                stream.ready();
                assertThat(stream.event().data()).isEqualTo("missed");
            }
            String id = System.getProperty("sluice.it.server");
            if (id.equals("payara") || id.equals("glassfish")) {
                assertDrainsWhenDisabled(gateway, topic);
            }
            assertThat(gateway.log()).doesNotContain("has been shut down");
            gateway.undeploy();
            gateway.deploy();
            if (!Quirk.KEEPS_WHAT_ITS_THREADS_HAVE_SERVED.isHere()) {
                awaitTheEndOfTheFirst(jmx);
            }
        }
    }

    private static void assertDrainsWhenDisabled(Gateway gateway, String topic) throws IOException {
        List<SseStream> streams =
                Stream.generate(() -> gateway.stream("topic=" + topic)).limit(3).toList();
        streams.forEach(SseStream::ready);
        try (WsClient client = WsClient.sluice(gateway)) {
            client.take("ready");
            gateway.asadmin().remote("disable", "sluice");
            streams.forEach(stream -> assertThat(stream.next().retry()).isPresent());
            assertThat(client.awaitClose()).isEqualTo(1001);
        }
        streams.forEach(SseStream::close);
        assertThat(gateway.log())
                .doesNotContain("has been shut down", "Exception in thread", "closing a client failed");
        gateway.asadmin().remote("enable", "sluice");
        await("the gateway").atMost(Limits.START).until(gateway.http()::answers);
        try (SseStream stream = gateway.stream("topic=" + topic)) {
            stream.ready();
            gateway.http().publish(topic, "enabled");
            assertThat(stream.event().data()).isEqualTo("enabled");
        }
    }

    private static void awaitTheEndOfTheFirst(Jmx jmx) {
        // a server may keep the one before: of a thread that has not had another task since
        await("the classes of the first deployment")
                .atMost(Limits.STOP)
                .untilAsserted(() -> assertThat(hubs(jmx)).isLessThanOrEqualTo(2));
    }

    /** One for each deployment that anything still holds. */
    private static long hubs(Jmx jmx) throws Exception {
        return jmx.histogram()
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length >= 4 && words[3].equals("dev.sluice.hub.Hub"))
                .mapToLong(words -> Long.parseLong(words[1]))
                .sum();
    }
}

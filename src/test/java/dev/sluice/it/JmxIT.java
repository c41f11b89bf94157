package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.sluice.access.TestTokens;
import dev.sluice.harness.EventId;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Http;
import dev.sluice.harness.Jmx;
import dev.sluice.harness.Json;
import dev.sluice.harness.Limits;
import dev.sluice.harness.Operator;
import dev.sluice.harness.Publication;
import dev.sluice.harness.Reply;
import dev.sluice.harness.Setup;
import dev.sluice.harness.SseStream;
import dev.sluice.harness.WsClient;
import dev.sluice.servers.OnEveryServer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanInfo;
import javax.management.RuntimeMBeanException;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The node over JMX, as JConsole sees it. */
@OnEveryServer
class JmxIT {

    private static Gateway gateway;
    private static Jmx jmx;

    private final Http http = gateway.http();
    private final String topic = Fresh.topic("jmx");

    @BeforeAll
    static void start() {
        gateway = Gateway.start(open("jmx"));
        jmx = Jmx.of(gateway);
    }

    private static Setup open(String name) {
        return Setup.named(name)
                .with("sluice.retention.interval", "1s")
                .with("sluice.drain", "1s")
                .with("sluice.token.secret", TestTokens.SECRET);
    }

    @AfterAll
    static void stop() throws IOException {
        jmx.close();
        gateway.close();
    }

    private static int connections(String protocol) throws Exception {
        TabularData rows = jmx.attribute("Connections", TabularData.class);
        return rows.containsKey(new Object[] {protocol})
                ? (int) rows.get(new Object[] {protocol}).get("value")
                : 0;
    }

    @Test
    void showsWhoIsConnectedAndHowFarTheJournalHasGot() throws Exception {
        try (SseStream stream = gateway.stream("topic=" + topic)) {
            stream.ready();
            assertThat(connections("sse")).isPositive();
            assertThat(jmx.attribute("Subscriptions", Long.class)).isPositive();
            assertThat(jmx.attribute("Version", String.class)).matches("[0-9]+\\.[0-9]+\\.[0-9]+.*");
            assertThat(gateway.log()).contains(" version=" + jmx.attribute("Version", String.class));
            EventId id = http.publish(Publication.to(topic).text("x")).id();
            assertThat(jmx.attribute("Head", String.class)).isEqualTo(id.toString());
            await().atMost(Limits.ANSWER).untilAsserted(() -> {
                http.publish(Publication.to(topic).text("x"));
                assertThat(jmx.attribute("PublishedPerSecond", Double.class)).isPositive();
                assertThat(jmx.attribute("DeliveredPerSecond", Double.class)).isPositive();
                assertThat(jmx.attribute("JournalEvents", Long.class)).isPositive();
                assertThat(jmx.attribute("JournalBytes", Long.class)).isPositive();
            });
            await().atMost(Limits.ANSWER)
                    .untilAsserted(
                            () -> assertThat(jmx.attribute("Lag", Long.class)).isZero());
            assertThat(jmx.attribute("GreatestLag", Long.class)).isZero();
        }
    }

    @Test
    void saysWhatEachAttributeAndOperationIsFor() throws Exception {
        MBeanInfo node = jmx.description();
        assertThat(node.getAttributes())
                .extracting(MBeanFeatureInfo::getName, MBeanFeatureInfo::getDescription)
                .contains(tuple("Lag", "Events that have not been delivered yet, summed over all connections"))
                .noneMatch(each -> each.toList().get(0).equals(each.toList().get(1)));
        assertThat(node.getOperations())
                .filteredOn(operation -> operation.getName().equals("trim"))
                .singleElement()
                .satisfies(trim -> {
                    assertThat(trim.getDescription()).startsWith("Removes all events up to");
                    assertThat(trim.getSignature())
                            .extracting(MBeanFeatureInfo::getName)
                            .containsExactly("upTo");
                });
    }

    @Test
    void endsAConnection() throws Exception {
        try (WsClient client = WsClient.sluice(gateway)) {
            await().atMost(Limits.ANSWER).until(() -> connections("websocket") == 1);
            jmx.invoke("close", Json.text(client.take("ready"), "connection"));
            assertThat(client.awaitClose()).isEqualTo(1008);
            await().atMost(Limits.ANSWER).until(() -> connections("websocket") == 0);
        }
        assertThatThrownBy(() -> jmx.invoke("close", "c-nobody"))
                .isInstanceOf(RuntimeMBeanException.class)
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void trimsTheJournal() throws Exception {
        EventId first = http.publish(Publication.to(topic).text("1")).id();
        EventId second = http.publish(Publication.to(topic).text("2")).id();
        jmx.invoke("trim", first.toString());
        try (SseStream stream = gateway.resume("topic=" + topic, first.plus(-1).toString())) {
            stream.ready();
            assertThat(Json.text(stream.gap().json(), "reason")).isEqualTo("retention");
            assertThat(stream.event().id()).isEqualTo(second);
        }
        for (String wrong : new String[] {"other-1", second.plus(1_000).toString(), "-1", "x"}) {
            assertThatThrownBy(() -> jmx.invoke("trim", wrong))
                    .as(wrong)
                    .hasCauseInstanceOf(IllegalArgumentException.class);
        }
    }

    private static void set(String key, String value) {
        Operator.set(gateway.pid(), key, value);
    }

    @Test
    void saysInTheLogWhoHasChangedWhat() throws Exception {
        jmx.invoke("reload");
        assertThat(reload().status()).isEqualTo(200);
        try (WsClient client = WsClient.sluice(gateway)) {
            String connection = Json.text(client.take("ready"), "connection");
            assertThat(http.send(asRoot("/api/connections/" + connection).DELETE())
                            .status())
                    .isEqualTo(204);
            gateway.awaitInTheLog(
                    "an administrator closed a connection connection=" + connection + " by=root address=127.0.0.1");
        }
        gateway.awaitInTheLog("Reload of the settings requested by=JMX");
        gateway.awaitInTheLog("Reload of the settings requested by=root address=127.0.0.1");
        assertThat(gateway.log()).doesNotContain("eyJ");
    }

    private HttpRequest.Builder asRoot(String path) {
        return http.to(path).header("Authorization", "Bearer " + TestTokens.sign(TestTokens.administrator()));
    }

    private Reply reload() {
        return http.send(asRoot("/api/settings/reload").POST(BodyPublishers.noBody()));
    }

    @Test
    void takesOverASettingAtOnceWhenAskedTo() throws Exception {
        set("sluice.connections.max-filters", "1");
        // unless it has looked by itself this very moment
        jmx.invoke("reload");
        http.get("topic=a&topic=b", "text/event-stream").assertProblem(400, "too-many-topics");
        set("sluice.connections.max-filters", "1000");
        assertThat(reload().status()).isEqualTo(200);
        try (SseStream stream = gateway.stream("topic=a&topic=b")) {
            stream.ready();
        }
    }

    @Test
    void takesOverASettingByItself() {
        String origin = "https://" + topic + ".example";
        set("sluice.origins", origin);
        await().atMost(Limits.ANSWER)
                .until(() -> http.send(http.to("/api/events?topic=a")
                                .header("Origin", origin)
                                .GET())
                        .header("Access-Control-Allow-Origin")
                        .equals(origin));
        assertThat(gateway.log()).contains("Settings have changed keys=[sluice.origins]");
    }

    @Test
    void keepsTheOldValueOfASettingThatCannotBeUsed() {
        set("sluice.heartbeat", "soon");
        try {
            assertThat(Json.text(reload().json(), "refused")).contains("sluice.heartbeat");
            gateway.awaitInTheLog("invalid and have no effect cause=\"setting sluice.heartbeat");
            try (SseStream stream = gateway.stream("topic=" + topic)) {
                assertThat(Json.text(stream.ready().json(), "heartbeat")).isEqualTo("15");
            }
        } finally {
            set("sluice.heartbeat", "15s");
        }
    }

    @Test
    void saysWhichSettingNeedsARedeploy() {
        set("sluice.writers", "7");
        await().atMost(Limits.ANSWER)
                .until(() ->
                        reload().json().getAsJsonArray("redeploy").toString().equals("[\"sluice.writers\"]"));
        gateway.awaitInTheLog("Some changed settings take effect only after a redeployment keys=[sluice.writers]");
    }

    @Test
    void reloadsForAdministrators() {
        http.send(http.to("/api/settings/reload").POST(BodyPublishers.noBody())).assertProblem(401, "token-missing");
    }

    /** In a gateway of its own: whoever is drained lets nobody in any more. */
    @Test
    void drainsTheNode() throws Exception {
        try (Gateway other = Gateway.start(open("drained"));
                Jmx console = Jmx.of(other);
                SseStream stream = other.stream("topic=" + topic)) {
            stream.ready();
            assertThat(console.invoke("drain")).isEqualTo(1L);
            assertThat((long) console.invoke("drain")).isBetween(0L, 1L);
            await().atMost(Limits.ANSWER)
                    .until(() -> other.http()
                                    .send(other.http().to("/api/health/ready").GET())
                                    .status()
                            == 503);
            console.invoke("cancelDrain");
            assertThat(other.http()
                            .send(other.http().to("/api/health/ready").GET())
                            .status())
                    .isEqualTo(200);
            assertThat(other.log()).contains("Drain cancelled clients=");
        }
    }
}

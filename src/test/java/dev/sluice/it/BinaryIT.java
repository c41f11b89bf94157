package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Http;
import dev.sluice.harness.Json;
import dev.sluice.harness.Publication;
import dev.sluice.harness.SseStream;
import dev.sluice.harness.WsClient;
import dev.sluice.servers.OnEveryServer;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes from end to end, with their content type. */
@OnEveryServer
class BinaryIT {

    private static final int LARGEST = 1 << 20;
    private static final String TYPE = "application/vnd.game;v=2";

    private final Gateway gateway = Gateway.shared();
    private final Http http = gateway.http();
    private final String topic = Fresh.topic("binary");

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static void assertIsThere(JsonObject event, byte[] bytes) {
        assertThat(Json.text(event, "contentType")).isEqualTo(TYPE);
        assertThat(Json.text(event, "data")).isEqualTo(base64(bytes));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 70_000, LARGEST})
    void comesOutAsItWentInOnEveryWay(int size) {
        byte[] bytes = bytes(size);
        try (SseStream plain = gateway.stream("topic=" + topic);
                SseStream envelope = gateway.stream("format=envelope&topic=" + topic);
                WsClient client = WsClient.sluice(gateway);
                WsClient publisher = WsClient.plain(gateway)) {
            plain.ready();
            envelope.ready();
            client.subscribe("s", topic, "");
            http.publish(Publication.to(topic).contentType(TYPE).bytes(bytes)).id();
            publisher.sendBinary(
                    "{'type':'publish','ref':1,'topic':'%s','contentType':'%s'}".formatted(topic, TYPE), bytes);
            assertThat(Json.text(publisher.take("ack"), "ref")).isEqualTo("1");
            for (int i = 0; i < 2; i++) {
                assertThat(plain.event().data()).isEqualTo(base64(bytes));
                JsonObject enveloped = envelope.nextEvent().json();
                assertIsThere(enveloped, bytes);
                assertThat(Json.text(enveloped, "encoding")).isEqualTo("base64");
                JsonObject message = client.message("s");
                assertThat(Json.text(message, "frame")).isEqualTo("binary");
                assertIsThere(message, bytes);
            }
            http.history("topic=" + topic).events().forEach(event -> assertIsThere(event, bytes));
        }
    }

    @Test
    void passesVolatileBytesOn() {
        byte[] bytes = bytes(1_000);
        try (WsClient client = WsClient.sluice(gateway)) {
            client.subscribe("s", topic, "");
            client.sendBinary(
                    "{'type':'publish','topic':'%s','volatile':true,'contentType':'%s'}".formatted(topic, TYPE), bytes);
            JsonObject message = client.message("s");
            assertThat(message.has("id")).isFalse();
            assertIsThere(message, bytes);
        }
    }

    @Test
    void refusesOneByteTooMany() {
        http.publish(Publication.to(topic).contentType(TYPE).bytes(new byte[LARGEST + 1]))
                .assertProblem(413, "data-too-large");
        try (WsClient client = WsClient.sluice(gateway)) {
            client.sendBinary("{'type':'publish','ref':1,'topic':'%s'}".formatted(topic), new byte[LARGEST + 1]);
            assertThat(Json.text(client.take("error"), "code")).isEqualTo("data-too-large");
        }
    }
}

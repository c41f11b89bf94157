package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.EventId;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Http;
import dev.sluice.harness.Json;
import dev.sluice.harness.RawSocket;
import dev.sluice.harness.RawWebSocket;
import dev.sluice.harness.Setup;
import dev.sluice.harness.SseStream;
import dev.sluice.harness.WsClient;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that send as fast as they can, whether they hear the answers or not: the others are served. */
class FloodIT {

    private static final int FLOODERS = 5;
    private static final int FEWEST = 1_000;
    private static final int PING = 0x89;
    private static final int BINARY = 0x82;

    private static Gateway gateway;

    private final Http http = gateway.http();

    @BeforeAll
    static void start() {
        gateway = Gateway.start(Setup.named("flood"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    static Stream<Arguments> frames() {
        return Stream.of(
                Arguments.of("messages", RawWebSocket.TEXT, "{\"type\":\"ping\",\"ref\":1}"),
                Arguments.of("noise", RawWebSocket.TEXT, "noise"),
                Arguments.of("nothing", RawWebSocket.TEXT, ""),
                Arguments.of("pings of the protocol", PING, "?"),
                Arguments.of("binary noise", BINARY, "?"),
                Arguments.of("subscriptions", RawWebSocket.TEXT, "{\"type\":\"subscribe\",\"topics\":[\"a\"]}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("frames")
    void theOthersAreServed(String what, int opcode, String payload) throws Exception {
        // one address may send so many messages a second, whoever sends them
        InetAddress elsewhere = InetAddress.getByName("127.0.0.2");
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        AtomicLong sent = new AtomicLong();
        List<RawWebSocket> sockets = new ArrayList<>();
        List<Thread> flooders = new ArrayList<>();
        String topic = Fresh.topic("flood");
        try (SseStream stream = gateway.stream("topic=" + topic);
                WsClient client = WsClient.sluice(gateway)) {
            stream.ready();
            for (int i = 0; i < FLOODERS; i++) {
                RawWebSocket socket = RawWebSocket.open(RawSocket.open(gateway.port(), elsewhere));
                sockets.add(socket);
                if (i % 2 == 0) {
                    socket.stopReading();
                }
                Thread flooder = new Thread(() -> {
                    try {
                        while (true) {
                            socket.send(opcode, bytes);
                            sent.incrementAndGet();
                        }
                    } catch (UncheckedIOException closed) {
                        // by the gateway, or at the end
                    }
                });
                flooders.add(flooder);
                flooder.start();
            }
            for (int i = 0; i < 20; i++) {
                EventId id = http.publish(topic, "x");
                assertThat(stream.event().id()).isEqualTo(id);
                client.ask("{'type':'ping'}", "pong");
            }
            assertThat(sent.get() > FEWEST || flooders.stream().noneMatch(Thread::isAlive))
                    .as("a flood, or flooders whom the gateway has closed")
                    .isTrue();
        } finally {
            sockets.forEach(RawWebSocket::close);
            for (Thread flooder : flooders) {
                flooder.join();
            }
        }
    }

    @Test
    void takesNoTenThousandTopicsAtOnce() {
        String topics = IntStream.range(0, 10_000).mapToObj(i -> "'t" + i + "'").collect(Collectors.joining(","));
        try (WsClient client = WsClient.sluice(gateway)) {
            assertThat(Json.text(client.ask("{'type':'subscribe','topics':[" + topics + "]}", "error"), "code"))
                    .isEqualTo("too-many-topics");
        }
        http.publish("t1", "x");
    }
}

package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.harness.Gateway;
import dev.sluice.harness.Limits;
import dev.sluice.harness.RawSocket;
import dev.sluice.harness.RawWebSocket;
import dev.sluice.harness.SseStream;
import dev.sluice.servers.ExceptWhere;
import dev.sluice.servers.OnEveryServer;
import dev.sluice.servers.Quirk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The kernel of the gateway's machine holds little for a client that has stopped reading. Linux tells how much. */
@OnEveryServer
@EnabledOnOs(OS.LINUX)
@ExceptWhere(Quirk.LEAVES_THE_SEND_BUFFER_TO_THE_KERNEL)
class SendBufferIT {

    /** {@code sluice.send-buffer}, which Linux doubles, and the one segment by which a write may exceed it. */
    private static final long MOST = 2 * 32 * 1024 + 64 * 1024;

    private static final int RECEIVE_BUFFER = 8_192;
    private static final int MEGABYTES = 4;
    private static final List<Path> CONNECTIONS = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

    private final Gateway gateway = Gateway.shared();

    @Test
    void isSmallForAStreamThatIsNotRead() throws IOException {
        try (RawSocket socket = RawSocket.open(gateway.port(), RECEIVE_BUFFER)) {
            SseStream stream = SseStream.open(socket, "topic=buffer/sse", "");
            stream.ready();
            stream.stopReading();
            publishMegabytes("buffer/sse");
            assertHeldBack(socket);
        }
    }

    @Test
    void isSmallForAWebSocketThatIsNotRead() throws IOException {
        try (RawSocket socket = RawSocket.open(gateway.port(), RECEIVE_BUFFER)) {
            RawWebSocket client = RawWebSocket.open(socket);
            client.send("{'type':'subscribe','sub':'s','topics':['buffer/ws']}");
            client.take("subscribed", Limits.ANSWER);
            client.stopReading();
            publishMegabytes("buffer/ws");
            assertHeldBack(socket);
        }
    }

    private void publishMegabytes(String topic) {
        for (int i = 0; i < MEGABYTES; i++) {
            gateway.http().publishAll(topic, Collections.nCopies(100, "x".repeat(10_000)));
        }
    }

    /** When no more comes in. */
    private void assertHeldBack(RawSocket socket) {
        AtomicLong before = new AtomicLong(-1);
        await("the kernel holds what it may")
                .pollInterval(Duration.ofMillis(500))
                .atMost(Limits.ANSWER)
                .until(() -> {
                    long now = held(socket.localPort());
                    return now > 0 && before.getAndSet(now) == now;
                });
        assertThat(before.get()).isLessThan(MOST);
    }

    /** How many bytes the kernel has from the gateway for the client at this port. */
    private long held(int client) throws IOException {
        String ends = ":%04X ".formatted(gateway.port());
        String there = ":%04X ".formatted(client);
        for (Path connections : CONNECTIONS) {
            for (String line : Files.readAllLines(connections)) {
                String[] columns = line.strip().split("\\s+");
                if ((columns[1] + " ").endsWith(ends) && (columns[2] + " ").endsWith(there)) {
                    return Long.parseLong(columns[4].split(":")[0], 16);
                }
            }
        }
        return 0;
    }
}

package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.access.TestTokens;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Heap;
import dev.sluice.harness.Limits;
import dev.sluice.harness.ProcessTrace;
import dev.sluice.harness.RawSocket;
import dev.sluice.harness.Setup;
import dev.sluice.servers.OnEveryServer;
import dev.sluice.servers.Quirk;
import dev.sluice.servers.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many who come and break off at once, with a token and without: of none of them anything is left. */
@Tag("long")
@OnEveryServer
class ComeAndGoIT {

    private static final int WARM_UP = 4_000;
    private static final int CLIENTS = Server.isDefault() ? 100_000 : 20_000;
    private static final int AT_ONCE = 8;

    /** What there is of each of them. */
    private static final Set<String> LEFT = Set.of(
            "dev.sluice.hub.Connection",
            "dev.sluice.session.Client",
            "dev.sluice.sse.SseOutlet",
            "dev.sluice.websocket.WebSocketOutlet");

    private static final String STREAM =
            "GET /api/events?topic=a HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n";

    private static final String SOCKET =
            "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    private static final String TOKEN =
            "Authorization: Bearer " + TestTokens.sign("ada", List.of(), List.of("**")) + "\r\n";

    private static final String FORGED = TOKEN.strip() + "x\r\n";

    /** What one of them may be, and how it is answered. */
    private enum Kind {
        STREAMING(STREAM, 200),
        KNOWN(STREAM + TOKEN, 200),
        TALKING(SOCKET + TOKEN, 101),
        REFUSED(SOCKET + FORGED, 401);

        private final String request;
        private final int status;

        Kind(String request, int status) {
            this.request = request;
            this.status = status;
        }
    }

    @Test
    void leaveNothingBehind() {
        assumeThat(Heap.canBeMeasured()).isTrue();
        // whoever has broken off is found when something is said to it
        Setup setup = Setup.named("come-and-go")
                .with("sluice.heartbeat", "1s")
                .with("sluice.connections.per-address", "20000")
                .with("sluice.connections.per-subject", "20000")
                .with("sluice.token.secret", TestTokens.SECRET);
        try (Gateway gateway = Gateway.start(setup)) {
            comeAndGo(gateway, WARM_UP);
            awaitNobody(gateway, WARM_UP);
            ProcessTrace before = ProcessTrace.of(gateway.pid());
            comeAndGo(gateway, CLIENTS);
            awaitNobody(gateway, WARM_UP + CLIENTS);
            // the server lets go of what it closed some time later
            await().atMost(Limits.LOAD)
                    .pollInterval(Duration.ofSeconds(2))
                    .untilAsserted(
                            () -> assertThat(Heap.liveBytes(gateway.pid())).isLessThan(before.heap() + (8 << 20)));
            ProcessTrace after = ProcessTrace.of(gateway.pid());
            System.out.printf("after %,d connections: %s, before %s%n", CLIENTS, after, before);
            assertThat(after.threads()).isLessThan(before.threads() + 50);
            assertThat(after.files()).isLessThan(before.files() + 50);
        }
    }

    private static void comeAndGo(Gateway gateway, int count) {
        AtomicInteger number = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            CompletableFuture<?>[] all = IntStream.range(0, AT_ONCE)
                    .mapToObj(i -> CompletableFuture.runAsync(
                            () -> {
                                for (int n = number.getAndIncrement(); n < count; n = number.getAndIncrement()) {
                                    comeAndGo(gateway, Kind.values()[n % Kind.values().length]);
                                }
                            },
                            threads))
                    .toArray(CompletableFuture<?>[]::new);
            CompletableFuture.allOf(all).join();
        } finally {
            threads.shutdownNow();
        }
    }

    private static void comeAndGo(Gateway gateway, Kind kind) {
        try (RawSocket socket = RawSocket.open(gateway.port())) {
            socket.send(kind.request + "\r\n").readWithin(Limits.ANSWER);
            assertThat(socket.readHead().status()).isEqualTo(kind.status);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitNobody(Gateway gateway, int clients) {
        int kept = Quirk.KEEPS_SOME_WEBSOCKETS_THAT_BROKE_OFF.isHere() ? clients / 100 : 0;
        await().atMost(Limits.LOAD)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(Heap.instances(gateway.pid(), LEFT))
                        .allSatisfy((name, count) -> assertThat(count).as(name).isLessThanOrEqualTo(kept)));
    }
}

package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.TestTokens;
import dev.sluice.databases.Database;
import dev.sluice.databases.Postgres;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;

/** Two nodes that share a database: what is revoked on one of them ends on both. */
class RevocationPostgresIT {

    private static final int EACH = 20;

    private static final List<Gateway> NODES = new ArrayList<>();

    @BeforeAll
    static void start() {
        Database database = Postgres.emptyDatabase();
        for (String name : List.of("one", "other")) {
            NODES.add(Gateway.start(
                    Setup.named("revocation-" + name).on(database).with("sluice.token.secret", TestTokens.SECRET)));
        }
    }

    @AfterAll
    static void stop() {
        NODES.forEach(Gateway::close);
    }

    @RepeatedTest(3)
    void endsEveryStreamOfBothNodes() {
        String subject = Fresh.topic("ann");
        String bearer = "Bearer " + TestTokens.sign(subject, List.of(), List.of("**"));
        List<SseStream> streams = new ArrayList<>();
        List<WsClient> sockets = new ArrayList<>();
        try {
            for (Gateway node : NODES) {
                for (int i = 0; i < EACH; i++) {
                    SseStream stream =
                            SseStream.open(RawSocket.open(node.port()), "topic=a", "Authorization: " + bearer + "\r\n");
                    streams.add(stream);
                    stream.ready();
                    sockets.add(WsClient.sluice(node, bearer));
                }
            }
            long before = System.nanoTime();
            Http http = NODES.get(0).http();
            Reply revoked = http.send(http.to("/api/revocations")
                    .header("Authorization", "Bearer " + TestTokens.sign(TestTokens.administrator()))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"subject\":\"" + subject + "\"}")));
            assertThat(revoked.status()).as(revoked.body()).isEqualTo(201);
            for (SseStream stream : streams) {
                assertThat(Json.text(stream.nextEvent().json(), "code")).isEqualTo("token-revoked");
            }
            for (WsClient socket : sockets) {
                assertThat(socket.awaitClose()).isEqualTo(1008);
            }
            System.out.printf(
                    "%d streams and WebSockets of two nodes ended %d ms after the call began%n",
                    streams.size() + sockets.size(),
                    Duration.ofNanos(System.nanoTime() - before).toMillis());
        } finally {
            streams.forEach(SseStream::close);
            sockets.forEach(WsClient::close);
        }
    }
}

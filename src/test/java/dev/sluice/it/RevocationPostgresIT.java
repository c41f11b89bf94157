package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.access.TestTokens;
import dev.sluice.databases.Database;
import dev.sluice.databases.Postgres;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Http;
import dev.sluice.harness.Json;
import dev.sluice.harness.RawSocket;
import dev.sluice.harness.Reply;
import dev.sluice.harness.Setup;
import dev.sluice.harness.SseStream;
import dev.sluice.harness.WsClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two nodes that share a database: what is revoked on one of them ends on both. */
class RevocationPostgresIT {

    private static final int EACH = 20;

    private static final List<Gateway> NODES = new ArrayList<>();

    private static Database database;

    @BeforeAll
    static void start() {
        database = Postgres.emptyDatabase();
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
            revoke(NODES.get(0), subject);
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

    /**
     * What a node has written whose clock is ten minutes behind: of this version, which numbers what it writes, and of the
     * one before, which does not.
     */
    @ParameterizedTest
    @ValueSource(strings = {"(SELECT number FROM count)", "NULL"})
    void learnsWhatANodeHasRevokedWhoseClockIsBehind(String number) throws SQLException {
        String id = Fresh.topic("token");
        String bearer = "Bearer "
                + TestTokens.sign(
                        TestTokens.claims("bob", List.of(), List.of("**")).jwtID(id));
        try (SseStream stream = SseStream.open(
                        RawSocket.open(NODES.get(0).port()), "topic=a", "Authorization: " + bearer + "\r\n");
                Connection connection =
                        DriverManager.getConnection(database.url(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            stream.ready();
            statement.execute("""
                    WITH count AS (UPDATE journal_revocation_count SET number = number + 1 RETURNING number)
                    INSERT INTO journal_revocation (kind, name, revoked_at, number)
                        VALUES ('token', '%s', %d, %s)
                    """.formatted(
                            id, Instant.now().minus(Duration.ofMinutes(10)).toEpochMilli(), number));
            assertThat(Json.text(stream.nextEvent().json(), "code")).isEqualTo("token-revoked");
        }
    }

    /**
     * The database has failed over to a state before a revocation. Its number shows it, or, where that has been given again
     * before any node has looked, the new epoch of the journal.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE journal_revocation_count SET number = number - 1",
                "UPDATE journal_head SET epoch = 'failover'"
            })
    void writesBackWhatAFailoverHasLost(String failover) throws SQLException {
        String subject = Fresh.topic("ann");
        revoke(NODES.get(0), subject);
        await().until(() -> knows(NODES.get(1), subject));
        String row = "FROM journal_revocation WHERE kind = 'subject' AND name = '" + subject + "'";
        try (Connection connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            long at = number(statement, "SELECT revoked_at " + row);
            statement.execute("DELETE " + row);
            statement.execute(failover);
            connection.commit();
            connection.setAutoCommit(true);
            await().atMost(Duration.ofSeconds(20)).until(() -> number(statement, "SELECT count(*) " + row) == 1);
            assertThat(number(statement, "SELECT revoked_at " + row)).isEqualTo(at);
        }
    }

    private static void revoke(Gateway node, String subject) {
        Http http = node.http();
        Reply revoked = http.send(http.to("/api/revocations")
                .header("Authorization", "Bearer " + TestTokens.sign(TestTokens.administrator()))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"subject\":\"" + subject + "\"}")));
        assertThat(revoked.status()).as(revoked.body()).isEqualTo(201);
    }

    private static boolean knows(Gateway node, String subject) {
        Http http = node.http();
        return http.send(http.to("/api/revocations")
                        .header("Authorization", "Bearer " + TestTokens.sign(TestTokens.administrator()))
                        .GET())
                .body()
                .contains(subject);
    }

    private static long number(Statement statement, String query) throws SQLException {
        try (ResultSet found = statement.executeQuery(query)) {
            found.next();
            return found.getLong(1);
        }
    }

    /** As it comes when a node of the version before revokes the same once more. */
    @Test
    void learnsWhatANodeOfTheVersionBeforeHasRenewed() throws Exception {
        String subject = Fresh.topic("ann");
        try (Connection connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO journal_revocation (kind, name, revoked_at, number) VALUES ('subject', '%s', %d, 0)"
                            .formatted(
                                    subject,
                                    Instant.now().minus(Duration.ofHours(1)).toEpochMilli()));
            String bearer = "Bearer " + TestTokens.sign(subject, List.of(), List.of("**"));
            try (SseStream stream = SseStream.open(
                    RawSocket.open(NODES.get(0).port()), "topic=a", "Authorization: " + bearer + "\r\n")) {
                stream.ready();
                statement.execute("UPDATE journal_revocation SET revoked_at = %d WHERE name = '%s'"
                        .formatted(Instant.now().plusSeconds(1).toEpochMilli(), subject));
                assertThat(Json.text(stream.nextEvent().json(), "code")).isEqualTo("token-revoked");
            }
        }
    }
}

package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.databases.Database;
import dev.sluice.databases.Postgres;
import dev.sluice.servers.OnEveryServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a balancer, or whatever watches over the process, is told: on a gateway that is closed to everybody else. */
@OnEveryServer
@Tag("PostgreSQL")
class HealthIT {

    private static final Database DATABASE = Postgres.emptyDatabase();

    private static Gateway gateway;

    @BeforeAll
    static void start() {
        gateway = Gateway.start(Setup.named("health")
                .with("sluice.anonymous.publish", "a")
                .with("sluice.anonymous.read", "a")
                .on(DATABASE));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static Reply ask(String what) {
        return gateway.http().send(gateway.http().to("/api/health/" + what).GET());
    }

    private static void assertAnswer(Reply reply, int status, String body) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.body()).isEqualTo(body);
        assertThat(reply.header("Content-Type")).startsWith("application/json");
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
    }

    private static void assertReady() {
        assertAnswer(ask("ready"), 200, "{\"status\":\"ready\"}");
    }

    private static void assertLive() {
        assertAnswer(ask("live"), 200, "{\"status\":\"live\"}");
    }

    @Test
    void tellsAnybodyThatItIsThere() {
        assertLive();
        assertReady();
    }

    @Test
    void isNotReadyWhileTheJournalCannotBeReached() {
        await().untilAsserted(HealthIT::assertReady);
        Postgres.shut(DATABASE);
        try {
            await().atMost(Limits.ANSWER)
                    .untilAsserted(() -> assertAnswer(
                            ask("ready"), 503, "{\"status\":\"unready\",\"code\":\"journal-unavailable\"}"));
            // a restart would not help
            assertLive();
        } finally {
            Postgres.reopen(DATABASE);
        }
        await().atMost(Limits.ANSWER).untilAsserted(HealthIT::assertReady);
    }
}

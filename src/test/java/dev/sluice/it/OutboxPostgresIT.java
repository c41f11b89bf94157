package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import dev.sluice.databases.Database;
import dev.sluice.databases.Postgres;
import dev.sluice.harness.ApplicationWar;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Json;
import dev.sluice.harness.Limits;
import dev.sluice.harness.Reply;
import dev.sluice.harness.Setup;
import dev.sluice.harness.SseStream;
import dev.sluice.servers.ExceptWhere;
import dev.sluice.servers.Quirk;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two applications on one database, which has the journal, too. */
@ExceptWhere(Quirk.HAS_ALL_DATA_SOURCES_ITSELF)
@Tag("long")
class OutboxPostgresIT extends OutboxContract {

    private static final int PUBLISHERS = 3;
    private static final int KILLS = 4;

    private static Gateway gateway;
    private static Gateway other;

    @BeforeAll
    static void start() {
        Database database = Postgres.databaseOfAnApplication();
        makeTables(database);
        Path war = ApplicationWar.on(database);
        Setup setup = Setup.named("outbox-postgres")
                .deploying(war)
                .on(database)
                .with("sluice.outbox.data-source", "java:app/jdbc/shop");
        gateway = Gateway.start(setup);
        other = Gateway.start(setup);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        other.close();
    }

    @Override
    Gateway gateway() {
        return gateway;
    }

    /** Something may still go wrong when the rows have been written: they belong to the same transaction. */
    @Test
    void publishesNothingWhenTheCommitItselfFails() {
        String topic = Fresh.topic("late");
        sql(
                gateway,
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$"
                        + " BEGIN RAISE EXCEPTION 'not at the end'; END $$;"
                        + "CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON shop_order DEFERRABLE INITIALLY DEFERRED"
                        + " FOR EACH ROW WHEN (NEW.name = 'refused') EXECUTE FUNCTION refuse()");
        Reply refused = place(other, "topic=" + topic + "&name=refused&events=2");
        assertThat(refused.status()).as(refused.body()).isEqualTo(500);
        // elsewhere: after a commit that the database refuses, Payara refuses the next transaction, too, outbox or not
        Reply fine = place(gateway, "topic=" + topic + "&name=fine&events=1&wait=true");
        assertThat(fine.status()).as(fine.body()).isEqualTo(200);
        assertThat(gateway.http().history("topic=" + topic).received())
                .singleElement()
                .matches(event -> event.data().contains("fine"));
        assertThat(sql(gateway, "SELECT COUNT(*) FROM shop_order WHERE name = 'refused'"))
                .isEqualTo("0");
    }

    /** PostgreSQL has numbers that are none. */
    @Test
    void setsAsideATimeThatIsNoNumber() {
        String topic = Fresh.topic("nan");
        sql(gateway, "INSERT INTO sluice_outbox (topic, data, ttl_seconds) VALUES ('" + topic + "', '1', 'NaN')");
        sql(gateway, "INSERT INTO sluice_outbox (topic, data) VALUES ('" + topic + "', '2')");
        try (SseStream stream = gateway.stream("after=earliest&topic=" + topic)) {
            assertThat(stream.event().data()).isEqualTo("2");
        }
        assertThat(sql(gateway, "SELECT fault FROM sluice_outbox WHERE topic = '" + topic + "'"))
                .startsWith("parameter-invalid");
    }

    /**
     * Both applications commit and roll back while one after the other is killed: what is in the journal at the end is
     * what has been committed, once, in the order of the commits.
     */
    @Test
    void publishesExactlyWhatWasCommittedHoweverOftenAServerIsKilled() throws InterruptedException {
        String topic = Fresh.topic("killed");
        AtomicBoolean goOn = new AtomicBoolean(true);
        AtomicInteger placed = new AtomicInteger();
        AtomicReference<Gateway> down = new AtomicReference<>();
        ReadWriteLock starting = new ReentrantReadWriteLock();
        List<Thread> publishers = IntStream.range(0, PUBLISHERS)
                .mapToObj(i -> new Thread(() -> {
                    Random random = new Random(i);
                    while (goOn.get()) {
                        Gateway chosen = random.nextBoolean() ? gateway : other;
                        Gateway target = chosen != down.get() ? chosen : chosen == gateway ? other : gateway;
                        boolean fail = random.nextInt(4) == 0;
                        starting.readLock().lock();
                        try {
                            place(target, "topic=" + topic + "&name=" + topic + "&events=2&fail=" + fail);
                            placed.incrementAndGet();
                        } catch (UncheckedIOException | IllegalStateException killed) {
                            // whether it was committed is for the database to say
                        } finally {
                            starting.readLock().unlock();
                        }
                    }
                }))
                .toList();
        publishers.forEach(Thread::start);
        for (int i = 0; i < KILLS; i++) {
            awaitMore(placed);
            Gateway victim = i % 2 == 0 ? gateway : other;
            victim.kill();
            down.set(victim);
            awaitMore(placed);
            // a start takes all there is of a small machine
            starting.writeLock().lock();
            victim.restart();
            starting.writeLock().unlock();
            down.set(null);
        }
        awaitMore(placed);
        goOn.set(false);
        for (Thread publisher : publishers) {
            publisher.join();
        }
        List<Long> committed = sql(
                        gateway, "SELECT number FROM shop_order WHERE name = '" + topic + "' ORDER BY number")
                .lines()
                .map(Long::valueOf)
                .toList();
        List<String> expected = committed.stream()
                .flatMap(number -> Stream.of(number + "/0", number + "/1"))
                .toList();
        await().atMost(Limits.LOAD)
                .untilAsserted(() -> assertThat(
                                sql(gateway, "SELECT COUNT(*) FROM sluice_outbox WHERE topic = '" + topic + "'"))
                        .isEqualTo("0"));
        assertThat(gateway.http().everything("topic=" + topic, "earliest").events())
                .extracting(event -> {
                    JsonObject data = Json.object(event.data());
                    return data.get("number") + "/" + data.get("event");
                })
                .isEqualTo(expected);
        assertThat(committed).hasSizeGreaterThan(100);
    }

    private static void awaitMore(AtomicInteger placed) {
        int before = placed.get();
        await().atMost(Limits.LOAD).until(() -> placed.get() > before + 20);
    }
}

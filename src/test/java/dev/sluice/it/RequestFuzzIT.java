package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.sluice.access.TestTokens;
import dev.sluice.attack.FuzzReport;
import dev.sluice.attack.HttpFuzzer;
import dev.sluice.attack.OrdinaryCaller;
import dev.sluice.attack.RandomConversation;
import dev.sluice.attack.RandomRequest;
import dev.sluice.attack.RandomText;
import dev.sluice.attack.RandomValues;
import dev.sluice.attack.WebSocketFuzzer;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Heap;
import dev.sluice.harness.Limits;
import dev.sluice.harness.ProcessTrace;
import dev.sluice.harness.ProcessorShare;
import dev.sluice.harness.QuietLog;
import dev.sluice.harness.Reply;
import dev.sluice.harness.Setup;
import dev.sluice.harness.StandingStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Random requests and conversations reach every door of the running gateway over several connections at once: none causes a
 * fault, a line in the log or a leak, and another caller's health check stays fast. {@code -Dsluice.fuzz.seconds=} sets another
 * time than a minute, {@code -Dsluice.fuzz.seed=} sends the same again.
 */
@EnabledIfSystemProperty(named = "sluice.it.server", matches = "payara-micro")
class RequestFuzzIT {

    private static final int REQUESTING = 6;
    private static final int TALKING = 3;
    private static final Duration FAIR = Duration.ofSeconds(1);
    private static final Duration WARM_UP = Duration.ofSeconds(10);

    /** Caches of the server, the database and the JVM vary by less than this. */
    private static final long MORE_HEAP = 8 << 20;

    private static final int MORE_THREADS = 20;

    /** The server keeps up to 32 selectors for blocking writes, each with three files. */
    private static final int MORE_FILES = 100;

    /** The doors of HTTP, as {@link RandomRequest} names them. */
    private static final List<String> DOORS = List.of(
            "publish", "batch", "stream", "history", "presence", "session", "revocations", "connections", "operations");

    private static final long SEED = Long.getLong("sluice.fuzz.seed", System.nanoTime());

    private static Gateway gateway;

    private static QuietLog log;

    private final FuzzReport report = new FuzzReport();

    @BeforeAll
    static void start() {
        gateway = Gateway.start(Setup.named("request-fuzz")
                .heap("256m")
                .h2(";CACHE_SIZE=1024")
                .with("sluice.token.secret", TestTokens.SECRET)
                .with("sluice.anonymous.publish", "open/*")
                .with("sluice.anonymous.read", "open/*")
                // what stays is as much after a second as after an hour
                .with("sluice.retention.count", "2000")
                .with("sluice.retention.interval", "1s")
                .with("sluice.tail.max-events", "1000")
                .with("sluice.presence.grace", "1s")
                // a client that has broken off is found by the next heartbeat
                .with("sluice.heartbeat", "1s")
                .with("sluice.request.time-limit", "2s"));
        log = QuietLog.from(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void nothingAtRandomIsAFault() {
        assumeThat(Heap.canBeMeasured()).isTrue();
        System.out.printf("-Dsluice.fuzz.seed=%d%n", SEED);
        Duration time = Duration.ofSeconds(Long.getLong("sluice.fuzz.seconds", 60));
        ProcessTrace before;
        ProcessorShare share;
        Duration fair;
        OrdinaryCaller probe;
        try (StandingStream stream = stream()) {
            RandomValues.Known known = known(stream);
            fuzz(known, new SplittableRandom(SEED), WARM_UP);
            before = quiet();
            share = ProcessorShare.begin(gateway.pid());
            probe = fuzz(known, new SplittableRandom(SEED + 1), time);
            fair = share.stretch(FAIR);
        }
        System.out.printf("%,d answers%n%s%n", report.sent(), report);
        assertThat(report.findings()).as("of the seed " + SEED).isEmpty();
        log.assertQuiet();
        assertThat(probe.rounds()).as("rounds of health checks").isPositive();
        OrdinaryCaller.Figures checks = probe.figures();
        System.out.printf("%d rounds of another caller, median/worst %s%n", probe.rounds(), checks);
        assertThat(checks.worst(OrdinaryCaller.Call.HEALTH))
                .as("a health check beside seed " + SEED)
                .isLessThan(fair);
        assertThatNothingStays(before);
        assertThatItWentDeep();
    }

    private static StandingStream stream() {
        String token = token("ada", List.of("**"), List.of("**"));
        return StandingStream.open(
                gateway.port(),
                "topic=" + RandomValues.STANDING + "&member=ada",
                "Authorization: Bearer " + token + "\r\n");
    }

    private static RandomValues.Known known(StandingStream stream) {
        return new RandomValues.Known(
                stream.cursor(), stream::connection, tokens(), TestTokens.sign(lasting(TestTokens.administrator())));
    }

    /** Valid for longer than any run. */
    private static JWTClaimsSet.Builder lasting(JWTClaimsSet.Builder claims) {
        return claims.expirationTime(Date.from(Instant.now().plus(Duration.ofDays(7))));
    }

    private static String token(String subject, List<String> publish, List<String> read) {
        return TestTokens.sign(lasting(TestTokens.claims(subject, publish, read)));
    }

    /** Tokens with many rights and few, none, expired, forged and malformed ones. */
    private static List<String> tokens() {
        String ada = token("ada", List.of("**"), List.of("**"));
        String few = token("few", List.of("few/*"), List.of("few/*", "open/**"));
        String expired = TestTokens.sign(TestTokens.claims("old", List.of("**"), List.of("**"))
                .issueTime(Date.from(Instant.now().minusSeconds(7_200)))
                .expirationTime(Date.from(Instant.now().minusSeconds(3_600))));
        String forged = ada.substring(0, ada.length() - 4) + "AAAA";
        return List.of(ada, ada, ada, ada, ada, ada, few, few, few, "", "", expired, forged, "x.y.z");
    }

    /** @return what another caller has seen meanwhile */
    private OrdinaryCaller fuzz(RandomValues.Known known, SplittableRandom random, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        BooleanSupplier over = () -> System.nanoTime() - end > 0;
        ExecutorService threads = Executors.newFixedThreadPool(REQUESTING + TALKING);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        try (OrdinaryCaller probe = OrdinaryCaller.probeOf(gateway)) {
            for (int i = 0; i < REQUESTING + TALKING; i++) {
                RandomText text = new RandomText(random.split());
                RandomValues values = new RandomValues(text, known);
                Runnable fuzzer = i < REQUESTING
                        ? () -> new HttpFuzzer(gateway.port(), new RandomRequest(text, values), report).run(over)
                        : () -> new WebSocketFuzzer(gateway.port(), new RandomConversation(text, values), report)
                                .run(over);
                all.add(CompletableFuture.runAsync(fuzzer, threads));
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
                    .orTimeout(time.plus(Limits.LOAD).toSeconds(), TimeUnit.SECONDS)
                    .join();
            return probe;
        } finally {
            threads.shutdownNow();
        }
    }

    /** The trace after the gateway has noticed that the clients are gone. */
    private ProcessTrace quiet() {
        await().atMost(Limits.LOAD).pollInterval(Duration.ofSeconds(1)).until(() -> connections() <= 1);
        return ProcessTrace.of(gateway.pid());
    }

    private static int connections() {
        Reply reply = gateway.http()
                .send(gateway.http()
                        .to("/api/connections?limit=1")
                        .header("Authorization", "Bearer " + TestTokens.sign(TestTokens.administrator()))
                        .GET());
        return reply.json().get("total").getAsInt();
    }

    private void assertThatNothingStays(ProcessTrace before) {
        quiet();
        await().atMost(Limits.LOAD).pollInterval(Duration.ofSeconds(2)).untilAsserted(() -> {
            ProcessTrace now = ProcessTrace.of(gateway.pid());
            System.out.printf("before %s%nafter  %s%n", before, now);
            assertThat(now.heap()).as("heap").isLessThan(before.heap() + MORE_HEAP);
            assertThat(now.threads()).as("threads").isLessThan(before.threads() + MORE_THREADS);
            assertThat(now.files()).as("files").isLessThan(before.files() + MORE_FILES);
        });
    }

    /** Requests that are all refused at the gate would show little. */
    private void assertThatItWentDeep() {
        for (String door : DOORS) {
            assertThat(report.count(door, answer -> answer.matches("2[0-9][0-9]")))
                    .as(door)
                    .isPositive();
            assertThat(report.codes(door)).as(door).hasSizeGreaterThanOrEqualTo(3);
        }
        assertThat(report.count(WebSocketFuzzer.HANDSHAKE, "101"::equals)).isPositive();
        for (String type : List.of("ack", "subscribed", "event", "unsubscribed", "members", "pong")) {
            assertThat(report.count(WebSocketFuzzer.DOOR, type::equals))
                    .as(type)
                    .isPositive();
        }
        assertThat(report.codes(WebSocketFuzzer.DOOR)).hasSizeGreaterThanOrEqualTo(6);
    }
}

package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.access.TestTokens;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * No caller, with or without a token, delays another caller's health check, publish, live stream or new stream at
 * {@code latest} beyond a second with less than 10 Mbit/s and 500 sockets, on two processors. Where other programs use those,
 * it is as much longer as they leave less.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FairnessIT {

    private static final Duration FAIR = Duration.ofSeconds(1);
    private static final Duration ATTACK = Duration.ofSeconds(Integer.getInteger("sluice.it.attack.seconds", 2));
    private static final Duration BASELINE = Duration.ofMillis(500);
    private static final Duration WARM_UP = Duration.ofSeconds(1);
    private static final int TOPICS = 9_900;
    private static final int BATCH = 900;
    private static final int TRIES = 3;

    /** The server keeps up to 32 selectors for blocking writes, each with three files. */
    private static final int KEPT_FILES = 150;

    private static final int KEPT_THREADS = 100;
    private static final int KEPT_HEAP = 48 << 20;

    private static Gateway gateway;
    private static ProcessTrace before;
    private static QuietLog log;

    private OrdinaryCaller ordinary;
    private String fault = "";

    @BeforeAll
    static void startAndFill() {
        gateway = Gateway.start(Setup.named("fairness")
                .with("sluice.token.secret", TestTokens.SECRET)
                .with("sluice.anonymous.publish", "")
                .with("sluice.anonymous.read", "")
                // a connection that has been cut is found by what is said to it
                .with("sluice.heartbeat", "2s"));
        String owner = "Bearer " + TestTokens.sign("owner", List.of("**"), List.of());
        for (int start = 0; start < TOPICS; start += BATCH) {
            String drafts = IntStream.range(start, start + BATCH)
                    .mapToObj("{\"topic\":\"filled/%d\",\"data\":\"some text\"}"::formatted)
                    .collect(Collectors.joining(",", "[", "]"));
            Publication batch = Publication.to("").json(drafts).header("Authorization", owner);
            assertThat(gateway.http().batch(batch).status()).isEqualTo(201);
        }
        // the server's threads come with the first requests, and stay
        attackFor(Attack.BROKEN_HEADERS, WARM_UP);
        attackFor(Attack.PUBLISHES, WARM_UP);
        before = afterTheLastHasGone();
        log = QuietLog.from(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static ProcessTrace afterTheLastHasGone() {
        ProcessTrace trace = ProcessTrace.of(gateway.pid());
        for (long more = Long.MAX_VALUE; trace.files() < more; ) {
            more = trace.files();
            pass(BASELINE);
            trace = ProcessTrace.of(gateway.pid());
        }
        return trace;
    }

    private static AttackTally attackFor(Attack attack, Duration duration) {
        try (Attacker attacker = Attacker.begin(gateway.port(), attack.plan())) {
            pass(duration);
            return attacker.end();
        }
    }

    /** An attack takes its time, whatever happens meanwhile. */
    private static void pass(Duration duration) {
        long begin = System.nanoTime();
        await().pollInterval(Duration.ofMillis(10))
                .atMost(duration.plus(Limits.ANSWER))
                .until(() -> System.nanoTime() - begin >= duration.toNanos());
    }

    @BeforeEach
    void callAsOthersDo() {
        ordinary = OrdinaryCaller.of(gateway);
    }

    @AfterEach
    void leave() {
        ordinary.close();
    }

    private OrdinaryCaller.Figures afterAnotherRound() {
        int rounds = ordinary.rounds();
        await().atMost(Limits.LOAD).until(() -> ordinary.rounds() > rounds + 1);
        return ordinary.figures();
    }

    /** Other programs may hold up the machine for a second, but hardly three times; the gateway's own delays come each time. */
    @Order(1)
    @ParameterizedTest
    @EnumSource
    void delaysNobodyElse(Attack attack) {
        assumeThat(attack.name()).matches(System.getProperty("sluice.it.attack", ".*"));
        int tries = 1;
        while (!isFair(attack) && tries < TRIES) {
            tries++;
        }
        assertThat(fault).as("%s, %d times", attack, tries).isEmpty();
    }

    private boolean isFair(Attack attack) {
        pass(BASELINE);
        OrdinaryCaller.Figures baseline = afterAnotherRound();
        ProcessorShare share = ProcessorShare.begin(gateway.pid());
        AttackTally tally = attackFor(attack, ATTACK);
        OrdinaryCaller.Figures during = afterAnotherRound();
        Duration fair = share.stretch(FAIR);
        System.out.printf(
                "%s: median/worst %s; before it %s; gateway %d ms of a processor, fair are %d ms; %s%n",
                attack, during, baseline, share.time().toMillis(), fair.toMillis(), tally);
        assertThatItWasAnAttack(attack, tally);
        fault = Arrays.stream(OrdinaryCaller.Call.values())
                .filter(call -> during.median(call).compareTo(fair) >= 0
                        || during.worst(call).compareTo(fair.plus(baseline.worst(call))) >= 0)
                .map(call -> "%s took %s".formatted(call, during.worst(call)))
                .collect(Collectors.joining(", "));
        return fault.isEmpty();
    }

    private static void assertThatItWasAnAttack(Attack attack, AttackTally tally) {
        int sockets = attack.plan().sockets();
        assertThat(tally.connections()).as("connections").isGreaterThanOrEqualTo(sockets);
        if (attack.isAnswered()) {
            assertThat(tally.answers()).as("answers").isPositive();
        }
        if (attack.plan().first().length > 0) {
            assertThat(tally.sendings()).as("sendings").isGreaterThanOrEqualTo(sockets);
        }
        if (!attack.refusal().isEmpty()) {
            assertThat(tally.count(attack.refusal())).as(attack.refusal()).isPositive();
        }
    }

    @Order(2)
    @Test
    void nothingOfAnAttackStays() {
        assumeThat(Heap.canBeMeasured()).isTrue();
        await().atMost(Limits.LOAD).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            ProcessTrace after = ProcessTrace.of(gateway.pid());
            assertThat(after.files()).as("%s, before %s", after, before).isLessThan(before.files() + KEPT_FILES);
            assertThat(after.threads()).as("%s, before %s", after, before).isLessThan(before.threads() + KEPT_THREADS);
            assertThat(after.heap()).as("%s, before %s", after, before).isLessThan(before.heap() + KEPT_HEAP);
        });
        System.out.printf("after all attacks %s, before %s%n", ProcessTrace.of(gateway.pid()), before);
    }

    @Order(3)
    @Test
    void nothingOfAnAttackIsLogged() {
        log.assertQuiet();
    }
}

package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.access.TestTokens;
import dev.sluice.attack.Attack;
import dev.sluice.attack.AttackPlan;
import dev.sluice.attack.AttackTally;
import dev.sluice.attack.Attacker;
import dev.sluice.attack.Attackers;
import dev.sluice.attack.OrdinaryCaller;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Heap;
import dev.sluice.harness.Limits;
import dev.sluice.harness.ProcessTrace;
import dev.sluice.harness.ProcessorShare;
import dev.sluice.harness.Publication;
import dev.sluice.harness.QuietLog;
import dev.sluice.harness.Reply;
import dev.sluice.harness.Setup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
    private static final Duration ATTACK = Duration.ofMillis(
            (long) (1_000 * Double.parseDouble(System.getProperty("sluice.it.attack.seconds", "1.3"))));
    private static final Duration BASELINE = Duration.ofMillis(200);

    /** At 10 Mbit/s, until a frame has become too long for the gateway. */
    private static final Duration HOLD_ALONE = ATTACK.plusMillis(1_000);

    /** Longer than the five seconds for which the gateway waits for what a client sends and reads. */
    private static final Duration HOLD = Duration.ofSeconds(6);

    private static final int HELD_BY_EACH = 80;
    private static final Duration WARM_UP = Duration.ofSeconds(1);
    private static final int TOPICS = 9_900;
    private static final int BATCH = 900;

    /** Other programs may hold up the machine once, but hardly twice; the gateway's own delays come each time. */
    private static final int FAIR_FOR_EACH_UNFAIR = 2;

    /** The server keeps up to 32 selectors for blocking writes, each with three files. */
    private static final int KEPT_FILES = 200;

    private static final int KEPT_THREADS = 150;
    private static final int KEPT_HEAP = 64 << 20;

    private static Gateway gateway;
    private static ProcessTrace before;
    private static QuietLog log;
    private static String oldest;

    private OrdinaryCaller ordinary;

    @BeforeAll
    static void startAndFill() {
        gateway = Gateway.start(Setup.named("fairness")
                .with("sluice.token.secret", TestTokens.SECRET)
                .with("sluice.anonymous.publish", "")
                .with("sluice.anonymous.read", "")
                // a connection that has been cut is found by what is said to it
                .with("sluice.heartbeat", "2s")
                // most of what was filled in is only in the journal
                .with("sluice.tail.max-events", "1000"));
        oldest = fill(0).ids().get(0).toString();
        for (int start = BATCH; start < TOPICS; start += BATCH) {
            fill(start);
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

    /** The first topic is complete: from then on, each stream of named topics asks whether those are. */
    private static Reply fill(int start) {
        String drafts = IntStream.range(start, start + BATCH)
                .mapToObj(topic ->
                        "{\"topic\":\"filled/%d\",\"data\":\"some text\",\"final\":%b}".formatted(topic, topic == 0))
                .collect(Collectors.joining(",", "[", "]"));
        String owner = "Bearer " + TestTokens.sign("owner", List.of("**"), List.of());
        Reply receipts = gateway.http().batch(Publication.to("").json(drafts).header("Authorization", owner));
        assertThat(receipts.status()).isEqualTo(201);
        return receipts;
    }

    private static void attackFor(Attack attack, Duration duration) {
        attackFor(List.of(attack.plan()), duration);
    }

    private static List<AttackTally> attackFor(List<AttackPlan> plans, Duration duration) {
        try (Attackers attackers = Attackers.begin(
                gateway,
                plans.stream().map(plan -> plan.with(Attack.OLDEST, oldest)).toList())) {
            pass(duration);
            return attackers.end();
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

    @Order(1)
    @ParameterizedTest
    @EnumSource
    void delaysNobodyElse(Attack attack) {
        assumeThat(attack.name()).matches(selected());
        List<Attack> callers = Collections.nCopies(attack.callers(), attack);
        if (attack.holds()) {
            // the second try is the one of all that hold something
            assertFair(attack.name(), callers, Attacker.SOCKETS, HOLD_ALONE, 1);
        } else {
            assertFair(attack.name(), callers, Attacker.SOCKETS, ATTACK, 2);
        }
    }

    @Order(2)
    @Test
    void delaysNobodyElseWhileMuchIsHeldForLong() {
        assumeThat("EVERYTHING_HELD").matches(selected());
        List<Attack> holding =
                Arrays.stream(Attack.values()).filter(Attack::holds).toList();
        assertFair("EVERYTHING_HELD", holding, HELD_BY_EACH, HOLD, 1);
    }

    private static String selected() {
        return System.getProperty("sluice.it.attack", ".*");
    }

    private void assertFair(String name, List<Attack> callers, int sockets, Duration time, int tries) {
        List<String> faults = new ArrayList<>();
        pass(BASELINE);
        OrdinaryCaller.Figures baseline = afterAnotherRound();
        for (int fair = 0; faults.size() < 2 && fair < Math.max(tries, FAIR_FOR_EACH_UNFAIR * faults.size()); ) {
            String fault = attack(name, callers, sockets, time, baseline);
            if (fault.isEmpty()) {
                fair++;
            } else {
                faults.add(fault);
            }
        }
        assertThat(faults).as(name).hasSizeLessThan(2);
    }

    /** @return the calls that took too long; empty if none */
    private String attack(
            String name, List<Attack> callers, int sockets, Duration time, OrdinaryCaller.Figures baseline) {
        List<AttackPlan> plans = callers.stream()
                .map(Attack::plan)
                .map(plan -> plan.from(Math.min(plan.sockets(), sockets)))
                .toList();
        ProcessorShare share = ProcessorShare.begin(gateway.pid());
        List<AttackTally> tallies = attackFor(plans, time);
        OrdinaryCaller.Figures during = afterAnotherRound();
        Duration fair = share.stretch(FAIR);
        System.out.printf(
                "%s: median/worst %s; before it %s; gateway %d ms of a processor, fair are %d ms; %s%n",
                name, during, baseline, share.time().toMillis(), fair.toMillis(), tallies);
        for (int i = 0; i < callers.size(); i++) {
            assertThatItWasAnAttack(callers.get(i), plans.get(i).sockets(), tallies.get(i));
        }
        return Arrays.stream(OrdinaryCaller.Call.values())
                .filter(call -> during.median(call).compareTo(fair) >= 0
                        || during.worst(call).compareTo(fair.plus(baseline.worst(call))) >= 0)
                .map(call -> "%s took %s".formatted(call, during.worst(call)))
                .collect(Collectors.joining(", "));
    }

    private static void assertThatItWasAnAttack(Attack attack, int sockets, AttackTally tally) {
        assertThat(tally.connections()).as("connections of %s", attack).isGreaterThanOrEqualTo(sockets);
        if (attack.isAnswered()) {
            assertThat(tally.answers()).as("answers to %s", attack).isPositive();
        }
        if (attack.plan().first().length > 0) {
            assertThat(tally.sendings()).as("sendings of %s", attack).isGreaterThanOrEqualTo(sockets);
        }
        if (!attack.refusal().isEmpty()) {
            assertThat(tally.count(attack.refusal()))
                    .as("%s to %s", attack.refusal(), attack)
                    .isPositive();
        }
    }

    @Order(3)
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

    @Order(4)
    @Test
    void nothingOfAnAttackIsLogged() {
        log.assertQuiet();
    }
}

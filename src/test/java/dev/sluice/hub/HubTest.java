package dev.sluice.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.event.ContentType;
import dev.sluice.event.Cursor;
import dev.sluice.event.Draft;
import dev.sluice.event.EventKey;
import dev.sluice.event.Filters;
import dev.sluice.event.Payload;
import dev.sluice.event.Rejection;
import dev.sluice.event.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HubTest extends HubScene {

    private static Start after(long position) {
        return new Start.After(new Cursor("memory", position));
    }

    private static void awaitPositions(RecordingOutlet outlet, List<Long> positions) {
        await().untilAsserted(() -> assertThat(outlet.positions()).isEqualTo(positions));
    }

    @Test
    void deliversWhatMatchesOnceAndInOrder() {
        start(Map.of());
        RecordingOutlet outlet = subscribe(new Start.Latest(), "a/*", "a/1", "**");
        await().until(() -> outlet.opening().isPresent());
        publish("a/1", 50);
        publish("b", 50);
        awaitPositions(outlet, range(1, 100));
    }

    @Test
    void waitsForAJournalThatIsAway() {
        start(Map.of("sluice.tail.max-events", "1"));
        publish("a", 3);
        await().until(() -> hub.dispatched() == 3);
        AtomicInteger tries = new AtomicInteger();
        journal.beforeReading(() -> {
            if (tries.incrementAndGet() <= 2) {
                throw Rejection.JOURNAL_UNAVAILABLE.because("away");
            }
        });
        RecordingOutlet outlet = subscribe(new Start.Earliest(), "a");
        awaitPositions(outlet, range(1, 3));
        assertThat(tries).hasValueGreaterThan(2);
        assertThat(outlet.closed()).isEmpty();
    }

    @Test
    void closesWhomAJournalThatIsDamagedLetsNoFurther() {
        start(Map.of("sluice.tail.max-events", "1"));
        publish("a", 3);
        await().until(() -> hub.dispatched() == 3);
        journal.beforeReading(() -> {
            throw Rejection.JOURNAL_DAMAGED.because("a hole");
        });
        RecordingOutlet outlet = subscribe(after(1), "a");
        await().until(() -> outlet.closed().equals(Optional.of(CloseCause.INTERNAL_ERROR)));
    }

    /** Another node has written what is missing. */
    @Test
    void closesWhoIsLiveWhenTheJournalIsDamagedAndServesWhoComesLater() {
        start(Map.of());
        RecordingOutlet live = subscribe(new Start.Latest(), "a");
        publish("a", 1);
        awaitPositions(live, range(1, 1));
        bell = false;
        // first, or the poll finds the events before the hole is there
        journal.beforeReading(() -> {
            throw Rejection.JOURNAL_DAMAGED.because("a hole");
        });
        publish("a", 2);
        bell = true;
        publish("a", 1);
        await().until(() -> live.closed().equals(Optional.of(CloseCause.INTERNAL_ERROR)));
        RecordingOutlet later = subscribe(new Start.Latest(), "a");
        await().until(() -> later.opening().isPresent());
        publish("a", 1);
        awaitPositions(later, range(5, 5));
    }

    @Test
    void resumesAfterTheCursorAndGoesOnLive() {
        start(Map.of());
        publish("a", 500);
        RecordingOutlet outlet = subscribe(after(123), "a");
        publish("a", 500);
        awaitPositions(outlet, range(124, 1_000));
        assertThat(outlet.opening())
                .hasValueSatisfying(opening -> assertThat(opening.resumed()).isTrue());
        assertThat(outlet.gaps()).isEmpty();
    }

    @Test
    void asksTheJournalOnlyAboutACursorThatItDoesNotKnow() {
        // the dispatcher, too, would ask when it has heard nothing for so long
        start(Map.of("sluice.tail.max-events", "10", "sluice.poll", "1m"));
        RecordingOutlet outlet = subscribe(new Start.Latest(), "a");
        publish("a", 100);
        awaitPositions(outlet, range(1, 100));
        long before = journal.headReads();
        assertThat(locate(after(95)).resumed()).isTrue();
        assertThat(journal.headReads()).isEqualTo(before);
        assertThat(locate(after(50)).resumed()).isTrue();
        assertThat(locate(after(101)).gap()).isPresent();
        assertThat(locate(new Start.After(new Cursor("other", 95))).gap()).isPresent();
        assertThat(journal.headReads()).isEqualTo(before + 3);
    }

    private ResolvedStart locate(Start start) {
        return hub.locate(new Subscription("s", Filters.of(List.of("a")), start), CallerKey.NONE);
    }

    @Test
    void missesNothingHoweverManyBecomeLiveWhileOthersPublish() throws InterruptedException {
        // a small tail and a small backlog: each subscriber goes back and forth between journal, tail and backlog
        start(Map.of("sluice.tail.max-events", "50", "sluice.backlog.max-events", "5"));
        int total = 6_000;
        Thread publisher = new Thread(() -> {
            publish("a", total / 2);
            publish("b", total / 2);
        });
        publisher.start();
        Random random = new Random(7);
        List<Long> starts = new ArrayList<>();
        List<RecordingOutlet> outlets = new ArrayList<>();
        while (publisher.isAlive() && outlets.size() < 60) {
            long from = random.nextLong(journal.head().position() + 1);
            starts.add(from);
            outlets.add(subscribe(after(from), "*"));
        }
        publisher.join();
        for (int i = 0; i < outlets.size(); i++) {
            awaitPositions(outlets.get(i), range(starts.get(i) + 1, total));
        }
        assertThat(outlets).isNotEmpty().allMatch(outlet -> outlet.gaps().isEmpty());
    }

    /**
     * The dispatcher is held in the middle of a batch, after the subscriber has refused the first of its events because
     * it was still behind, and goes on when the subscriber has become live but has not had its turn: the other events
     * overflow its backlog.
     */
    @Test
    void losesNothingWhenItOverflowsBeforeItHasCaughtUp() throws InterruptedException {
        start(Map.of("sluice.backlog.max-events", "1", "sluice.poll", "1h"));
        publish("a", 1);
        GatedOutlet gated = new GatedOutlet();
        Connection connection = hub.connect(gated, ConnectionOwner.NOBODY);
        subscribe(connection, "s", after(0), "a");
        gated.awaitDelivery();
        CountDownLatch turn = new CountDownLatch(1);
        AtomicBoolean held = new AtomicBoolean();
        connection.say(() -> {
            held.set(true);
            awaitUninterruptibly(turn);
        });

        Connection other = hub.connect(new RecordingOutlet(), ConnectionOwner.NOBODY);
        subscribe(other, "s", new Start.Latest(), "a");
        awaitTurn(other);
        awaitTurn(other);
        synchronized (other) {
            Draft draft = new Draft(new Topic("a"), Payload.text(ContentType.TEXT, "x"));
            journal.append(List.of(draft, draft, draft));
            await().until(HubTest::dispatcherIsHeld);
            gated.goOn();
            // its next turn belongs to what was said, so that it is live and has not caught up
            await().until(held::get);
        }
        await().until(() -> hub.dispatched() == 4);
        turn.countDown();
        awaitPositions(gated.heard(), range(1, 4));
    }

    private static boolean dispatcherIsHeld() {
        return Thread.getAllStackTraces().entrySet().stream()
                .anyMatch(thread -> thread.getKey().getName().startsWith("sluice-dispatcher")
                        && thread.getKey().getState() == Thread.State.BLOCKED
                        && Stream.of(thread.getValue())
                                .anyMatch(frame -> frame.getMethodName().equals("signal")));
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What is said comes after the turn that a source has now. */
    private static void awaitTurn(Connection connection) {
        CountDownLatch said = new CountDownLatch(1);
        connection.say(said::countDown);
        awaitUninterruptibly(said);
    }

    @Test
    void letsASlowSubscriberSlowOnlyItself() {
        start(Map.of("sluice.tail.max-events", "100", "sluice.backlog.max-events", "10"));
        RecordingOutlet slow = subscribe(new Start.Latest(), "a");
        RecordingOutlet quick = subscribe(new Start.Latest(), "a");
        await().until(() -> slow.opening().isPresent() && quick.opening().isPresent());
        slow.stall(true);
        publish("a", 5_000);
        awaitPositions(quick, range(1, 5_000));
        assertThat(slow.isWriting()).isTrue();
        assertThat(slow.count()).isZero();
        slow.stall(false);
        awaitPositions(slow, range(1, 5_000));
    }

    @Test
    void tellsAReaderThatRetentionHasPassedIt() {
        start(Map.of("sluice.tail.max-events", "10", "sluice.backlog.max-events", "1"));
        RecordingOutlet outlet = subscribe(new Start.Latest(), "a");
        await().until(() -> outlet.opening().isPresent());
        outlet.stall(true);
        publish("a", 1);
        await().until(outlet::isWriting);
        publish("a", 999);
        journal.trim(900);
        outlet.stall(false);
        await().until(() -> outlet.positions().contains(1_000L));
        assertThat(outlet.gaps()).singleElement().satisfies(gap -> {
            assertThat(gap.reason()).isEqualTo(Gap.Reason.RETENTION);
            assertThat(gap.to().position()).isEqualTo(900);
            List<Long> before = outlet.positions().stream()
                    .filter(position -> position <= 900)
                    .toList();
            assertThat(gap.from()).isEqualTo("memory-" + (before.size() + 1));
            assertThat(before).isEqualTo(range(1, before.size()));
        });
        assertThat(outlet.positions()).endsWith(range(901, 1_000).toArray(Long[]::new));
    }

    @Test
    void findsWhatNoBellHasToldOf() {
        start(Map.of("sluice.poll", "20ms"));
        RecordingOutlet outlet = subscribe(new Start.Latest(), "a");
        await().until(() -> outlet.opening().isPresent());
        bell = false;
        publish("a", 5);
        awaitPositions(outlet, range(1, 5));
        publish("a", 5);
        bell = true;
        publish("a", 1);
        awaitPositions(outlet, range(1, 11));
    }

    @Test
    void movesTheCursorOfAQuietSubscriberByHeartbeats() {
        start(Map.of("sluice.heartbeat", "1s"));
        RecordingOutlet outlet = subscribe(new Start.Latest(), "quiet");
        await().until(() -> outlet.opening().isPresent());
        publish("loud", 300);
        await().until(() -> outlet.heartbeats().contains(new Cursor("memory", 300)));
        assertThat(outlet.heartbeats()).isSortedAccordingTo(Comparator.comparing(Cursor::position));
        assertThat(outlet.count()).isZero();
    }

    @Test
    void closesAClientThatTakesNothingForTooLong() {
        start(Map.of("sluice.write-timeout", "1s", "sluice.heartbeat", "2s"));
        RecordingOutlet outlet = subscribe(new Start.Latest(), "a");
        await().until(() -> outlet.opening().isPresent());
        outlet.stall(true);
        publish("a", 1);
        await().until(() -> outlet.closed().isPresent());
        assertThat(outlet.closed()).hasValue(CloseCause.TOO_SLOW);
    }

    @Test
    void deliversTheSnapshotThenWhatFollows() {
        start(Map.of());
        publish("a", 10);
        publish("b", 10);
        publish("a", 1);
        RecordingOutlet outlet = subscribe(new Start.Snapshot(), "*");
        await().until(() -> outlet.opening().isPresent());
        publish("b", 1);
        awaitPositions(outlet, List.of(20L, 21L, 22L));
    }

    @Test
    void keepsASubscriptionOfAConnectionFromAnother() {
        start(Map.of());
        RecordingOutlet outlet = new RecordingOutlet();
        Connection connection = hub.connect(outlet, ConnectionOwner.NOBODY);
        subscribe(connection, "one", new Start.Latest(), "a");
        subscribe(connection, "two", new Start.Latest(), "b");
        await().until(() -> outlet.opening().isPresent());
        publish("a", 10);
        awaitPositions(outlet, range(1, 10));
        connection.unsubscribe("one");
        publish("a", 10);
        publish("b", 1);
        awaitPositions(
                outlet, Stream.concat(range(1, 10).stream(), Stream.of(21L)).toList());
    }

    @Test
    void sendsEveryClientAwayWhenItCloses() {
        start(Map.of());
        RecordingOutlet outlet = subscribe(new Start.Latest(), "a");
        hub.close();
        assertThat(outlet.closed()).hasValue(CloseCause.DRAIN);
    }

    private void pass(String topic, String subject, String text) {
        Draft draft = new Draft(new Topic(topic), Payload.text(ContentType.TEXT, text)).about(new EventKey(subject));
        hub.onVolatile(draft.unjournaled(Instant.now()));
    }

    @Test
    void passesVolatileEventsOnToThoseWhoAreHere() {
        start(Map.of());
        RecordingOutlet outlet = subscribe(new Start.Latest(), "a/*", "a/1", "**");
        RecordingOutlet other = subscribe(new Start.Latest(), "b");
        await().until(() -> outlet.opening().isPresent() && other.opening().isPresent());
        IntStream.range(0, 50).forEach(i -> pass("a/1", "", "x" + i));
        pass("b", "", "last");
        await().until(() -> other.volatiles().equals(List.of("last")));
        await().untilAsserted(() -> assertThat(outlet.volatiles())
                .isEqualTo(Stream.concat(IntStream.range(0, 50).mapToObj(i -> "x" + i), Stream.of("last"))
                        .toList()));
        assertThat(outlet.missed()).isZero();
    }

    @Test
    void passesVolatileEventsOnWhileASubscriberReadsTheJournal() {
        start(Map.of("sluice.tail.max-events", "10"));
        publish("a", 1_000);
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        journal.beforeReading(() -> {
            reading.countDown();
            awaitQuietly(goOn);
        });
        RecordingOutlet outlet = subscribe(new Start.Earliest(), "a");
        awaitQuietly(reading);
        pass("a", "", "now");
        goOn.countDown();
        awaitPositions(outlet, range(1, 1_000));
        await().until(() -> outlet.volatiles().equals(List.of("now")));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void losesTheOldestVolatileEventsOfASlowClientAndSaysHowMany() {
        start(Map.of("sluice.volatile.max-events", "10"));
        RecordingOutlet outlet = stalled("a", false);
        int total = 100;
        IntStream.range(0, total).forEach(i -> pass("a", "", "x" + i));
        publish("a", 20);
        outlet.stall(false);
        awaitPositions(outlet, range(1, 20));
        await().untilAsserted(() ->
                assertThat(outlet.missed() + outlet.volatiles().size()).isEqualTo(total + 1));
        assertThat(outlet.missed()).isPositive();
        assertThat(outlet.volatiles())
                .endsWith(IntStream.range(total - 10, total)
                        .mapToObj(i -> "x" + i)
                        .toArray(String[]::new));
    }

    @Test
    void keepsTheNewestOfEachSubjectForASlowClientThatConflates() {
        start(Map.of());
        RecordingOutlet outlet = stalled("a", true);
        for (int round = 0; round < 100; round++) {
            for (String player : List.of("red", "blue", "green")) {
                pass("a", player, player + round);
            }
        }
        outlet.stall(false);
        await().untilAsserted(() ->
                assertThat(outlet.missed() + outlet.volatiles().size()).isEqualTo(301));
        assertThat(outlet.volatiles()).endsWith("red99", "blue99", "green99");
        assertThat(outlet.volatiles().size()).isLessThan(10);
    }

    /** Has been opened, and takes nothing any more. */
    private RecordingOutlet stalled(String filter, boolean conflate) {
        RecordingOutlet outlet = new RecordingOutlet();
        Subscription subscription =
                new Subscription("s", Filters.of(List.of(filter)), new Start.Latest(), "", conflate);
        hub.connect(outlet, ConnectionOwner.NOBODY).subscribe(subscription, hub.locate(subscription, CallerKey.NONE));
        await().until(() -> outlet.opening().isPresent());
        outlet.stall(true);
        pass(filter, "", "on its way");
        await().until(outlet::isWriting);
        return outlet;
    }

    /** Whoever hears of the end may ask again by the same name at once. */
    @Test
    void letsGoOfTheNameBeforeItTellsOfTheEnd() {
        start(Map.of());
        RecordingOutlet outlet = new RecordingOutlet();
        Connection connection = hub.connect(outlet, ConnectionOwner.NOBODY);
        AtomicBoolean taken = new AtomicBoolean();
        outlet.atEnd(() -> taken.set(connection.hasSubscription("s")));
        subscribe(connection, "s", new Start.Latest(), "a");
        complete("a");
        await().until(() -> outlet.ended().equals(List.of(new Topic("a"))));
        assertThat(taken).isFalse();
    }

    @Test
    void endsASubscriptionWhenAllItsTopicsAreComplete() {
        start(Map.of());
        RecordingOutlet both = subscribe(new Start.Latest(), "a", "b");
        RecordingOutlet pattern = subscribe(new Start.Latest(), "*");
        await().until(() -> both.opening().isPresent() && pattern.opening().isPresent());
        complete("a");
        publish("b", 1);
        awaitPositions(both, range(1, 2));
        assertThat(both.closed()).isEmpty();
        complete("b");
        await().until(() -> both.closed().equals(Optional.of(CloseCause.COMPLETE)));
        assertThat(both.positions()).isEqualTo(range(1, 3));
        assertThat(both.ended()).containsExactly(new Topic("a"), new Topic("b"));
        await().until(() -> pattern.ended().equals(both.ended()));
        assertThat(pattern.closed()).isEmpty();
    }

    @Test
    void knowsWhatWasCompleteBeforeTheCursor() {
        start(Map.of("sluice.tail.max-events", "1"));
        publish("a", 1);
        complete("a");
        publish("b", 10);
        assertThat(isOver(after(2), "a")).isTrue();
        assertThat(isOver(new Start.Latest(), "a")).isTrue();
        assertThat(isOver(after(1), "a")).isFalse();
        assertThat(isOver(after(2), "a", "b")).isFalse();
        assertThat(isOver(after(2), "*")).isFalse();
        assertThat(isOver(new Start.Snapshot(), "a")).isFalse();
        RecordingOutlet rest = subscribe(after(0), "a");
        await().until(() -> rest.closed().equals(Optional.of(CloseCause.COMPLETE)));
        assertThat(rest.positions()).isEqualTo(range(1, 2));
        RecordingOutlet both = subscribe(after(2), "a", "b");
        awaitPositions(both, range(3, 12));
        assertThat(both.ended()).containsExactly(new Topic("a"));
        complete("b");
        await().until(() -> both.closed().equals(Optional.of(CloseCause.COMPLETE)));
    }

    private boolean isOver(Start start, String... filters) {
        Filters all = Filters.of(List.of(filters));
        await().until(() -> hub.dispatched() == journal.head().position());
        return hub.locate(new Subscription("s", all, start), CallerKey.NONE).isOver(all);
    }

    @Test
    void deliversNothingThatMayNotBeReadAnyMore() {
        start(Map.of());
        RecordingOutlet outlet = new RecordingOutlet();
        Connection connection = hub.connect(outlet, ConnectionOwner.NOBODY);
        subscribe(connection, "s", new Start.Latest(), "**");
        await().until(() -> outlet.opening().isPresent());
        publish("a", 1);
        awaitPositions(outlet, range(1, 1));
        connection.restrict(topic -> topic.value().equals("b"));
        publish("a", 1);
        publish("b", 1);
        awaitPositions(outlet, List.of(1L, 3L));
        hub.onVolatile(new Draft(new Topic("a"), Payload.text(ContentType.TEXT, "x")).unjournaled(Instant.now()));
        publish("b", 1);
        awaitPositions(outlet, List.of(1L, 3L, 4L));
        assertThat(outlet.volatiles()).isEmpty();
    }

    @Test
    void sendsAwayWithALastWordAndNothingBeforeIt() throws InterruptedException {
        start(Map.of());
        GatedOutlet gated = new GatedOutlet();
        Connection connection = hub.connect(gated, ConnectionOwner.NOBODY);
        subscribe(connection, "s", new Start.Latest(), "a");
        await().until(() -> gated.heard().opening().isPresent());
        publish("a", 1);
        gated.awaitDelivery();
        publish("a", 5);
        connection.dismiss(CloseCause.EXPIRED, Rejection.TOKEN_EXPIRED.because("over"));
        gated.goOn();
        await().until(() -> gated.heard().closed().equals(Optional.of(CloseCause.EXPIRED)));
        assertThat(gated.heard().positions()).containsExactly(1L);
        assertThat(gated.heard().words()).containsExactly("token-expired");
    }

    @Test
    void cutsOffWhoeverDoesNotTakeTheLastWord() {
        start(Map.of("sluice.heartbeat", "1s"));
        RecordingOutlet outlet = new RecordingOutlet();
        Connection connection = hub.connect(outlet, ConnectionOwner.NOBODY);
        subscribe(connection, "s", new Start.Latest(), "a");
        await().until(() -> outlet.opening().isPresent());
        outlet.stall(true);
        publish("a", 1);
        connection.dismiss(CloseCause.REVOKED, Rejection.TOKEN_REVOKED.because("over"));
        await().until(() -> outlet.closed().equals(Optional.of(CloseCause.REVOKED)));
        assertThat(outlet.words()).isEmpty();
    }

    @Test
    void givesNobodyWhatHasRunOutAndNobodyItsOwn() {
        start(Map.of());
        RecordingOutlet outlet = new RecordingOutlet();
        Connection own = hub.connect(outlet, ConnectionOwner.NOBODY);
        subscribe(own, "s", new Start.Latest(), "a");
        RecordingOutlet other = subscribe(new Start.Latest(), "a");
        await().until(() -> outlet.opening().isPresent() && other.opening().isPresent());
        Draft draft = new Draft(new Topic("a"), Payload.text(ContentType.TEXT, "x"));
        journal.append(List.of(draft.notTo(own.id())));
        publish("a", 1);
        awaitPositions(outlet, range(2, 2));
        awaitPositions(other, range(1, 2));
        journal.append(List.of(draft.withTtl(Duration.ofMillis(1))));
        Instant then = Instant.now();
        await().until(() -> Instant.now().isAfter(then.plusMillis(2)));
        publish("a", 1);
        awaitPositions(subscribe(after(1), "a"), List.of(2L, 4L));
    }

    @Test
    void timesWhatItDeliversLiveAndNotWhatIsReadAgain() {
        start(Map.of());
        publish("a", 50);
        await().until(() -> hub.dispatched() == 50);
        RecordingOutlet late = subscribe(after(0), "a");
        awaitPositions(late, range(1, 50));
        assertThat(hub.traffic().deliveries().count()).isZero();
        await().untilAsserted(() -> assertThat(hub.traffic().delivered()).isEqualTo(50));
        // once it has looked at what came meanwhile, it is live
        await().untilAsserted(() -> {
            publish("a", 1);
            assertThat(hub.traffic().deliveries().count()).isPositive();
        });
        await().untilAsserted(() ->
                assertThat(hub.traffic().delivered()).isEqualTo(late.positions().size()));
    }

    @Test
    void saysByHowManyEventsAClientIsBehind() {
        start(Map.of("sluice.backlog.max-events", "10"));
        GatedOutlet outlet = new GatedOutlet();
        Connection connection = hub.connect(outlet, ConnectionOwner.NOBODY);
        subscribe(connection, "s", new Start.Latest(), "a");
        assertThat(connection.lag()).isZero();
        publish("a", 30);
        await().untilAsserted(() -> assertThat(connection.lag()).isEqualTo(30));
        outlet.goOn();
        await().untilAsserted(() -> assertThat(connection.lag()).isZero());
    }

    @Test
    void tellsHowFarASubscriptionHasGot() {
        start(Map.of());
        publish("a", 3);
        RecordingOutlet outlet = new RecordingOutlet();
        Connection connection = hub.connect(outlet, ConnectionOwner.NOBODY);
        subscribe(connection, "s", after(1), "a");
        await().until(() -> reading(connection).cursor().position() == 3);
        assertThat(reading(connection).begin().position()).isEqualTo(1);
        assertThat(reading(connection).lag()).isZero();
        assertThat(connection.sinceLastWrite()).isPresent();

        outlet.stall(true);
        publish("a", 1);
        await().until(() -> !connection.stalled().isZero());
        publish("a", 5);
        await().until(() -> reading(connection).backlog() == 5);
        assertThat(reading(connection).cursor().position()).isEqualTo(3);
        assertThat(reading(connection).lag()).isEqualTo(5);
        assertThat(reading(connection).since()).isPresent();

        outlet.stall(false);
        await().until(() -> reading(connection).cursor().position() == 9);
        assertThat(connection.stalled()).isZero();
    }

    private static SubscriptionStatus reading(Connection connection) {
        return connection.readings().get(0);
    }

    @Test
    void knowsWhetherAnybodyListensAndTellsWhoComesAndGoes() {
        start(Map.of());
        List<String> visits = new CopyOnWriteArrayList<>();
        hub.report(new ConnectionListener() {
            @Override
            public void opened(Connection connection) {
                visits.add("opened");
            }

            @Override
            public void closed(Connection connection, CloseCause cause) {
                visits.add(cause.code());
            }
        });
        Topic topic = new Topic("$sys/node");
        assertThat(hub.isWanted(topic)).isFalse();
        Connection connection = hub.connect(new RecordingOutlet(), ConnectionOwner.NOBODY);
        subscribe(connection, "s", new Start.Latest(), "$sys/*");
        assertThat(hub.isWanted(topic)).isTrue();
        connection.close(CloseCause.CLIENT_GONE);
        assertThat(hub.isWanted(topic)).isFalse();
        assertThat(visits).containsExactly("opened", "client-gone");
    }

    private static CallerKey caller(String name) {
        return CallerKey.ofSubject(name);
    }

    private ResolvedStart locate(Start start, String caller) {
        return hub.locate(new Subscription("s", Filters.of(List.of("*")), start), caller(caller));
    }

    @Test
    void opensAtTheLatestEventFromMemory() {
        start(Map.of("sluice.poll", "1m"));
        long before = journal.headReads();
        assertThat(locate(new Start.Latest(), "a").cursor().position()).isZero();
        publish("a", 3);
        assertThat(locate(new Start.Latest(), "a").cursor().position()).isEqualTo(3);
        assertThat(locate(after(3), "a").resumed()).isTrue();
        assertThat(journal.headReads()).isEqualTo(before);
    }

    /** After a restart all clients come back at once, with cursors that the new tail does not know. */
    @Test
    void asksOnceForManyWhoComeBackTogether() {
        publish100BeforeTheStart();
        long before = journal.headReads();
        for (int i = 0; i < 50; i++) {
            assertThat(locate(after(50), "a").resumed()).isTrue();
        }
        assertThat(journal.headReads()).isLessThan(before + 25);
    }

    /** The database takes its time with the first answer, as it may after a restart. */
    @Test
    void asksOnceForManyWhoWaitTogether() {
        publish100BeforeTheStart();
        long before = journal.headReads();
        ExecutorService requests = Executors.newCachedThreadPool();
        CountDownLatch goOn = new CountDownLatch(1);
        journal.beforeAsking(() -> awaitQuietly(goOn));
        List<CompletableFuture<ResolvedStart>> waiting = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> locate(after(50), "a"), requests))
                .limit(60)
                .toList();
        await().until(() -> hub.context().reads().searches() == 60);
        goOn.countDown();
        waiting.forEach(each -> assertThat(each.join().resumed()).isTrue());
        assertThat(journal.headReads()).isEqualTo(before + 1);
        requests.shutdown();
    }

    private void publish100BeforeTheStart() {
        bell = false;
        publish("a", 100);
        bell = true;
        start(Map.of("sluice.poll", "1m"));
    }

    @Test
    void letsOneCallerHoldOnePlaceAmongTheReaders() throws InterruptedException {
        start(Map.of());
        publish("a", 3);
        CountDownLatch searching = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<Thread> greedy = Stream.generate(() -> new Thread(() -> hub.find(caller("greedy"), () -> {
                    searching.countDown();
                    awaitQuietly(goOn);
                    return Optional.of("found");
                })))
                .limit(6)
                .toList();
        greedy.forEach(Thread::start);
        awaitQuietly(searching);
        assertThat(locate(new Start.Snapshot(), "modest").snapshot()).containsExactly(3L);
        assertThat(locate(new Start.Last(2), "other").cursor().position()).isEqualTo(1);
        goOn.countDown();
        for (Thread each : greedy) {
            each.join();
        }
    }

    /** A pool of two threads writes, and a hundred subscribers wait for the journal. */
    @Test
    void writesToOthersWhileManyWaitForTheJournal() {
        start(Map.of("sluice.writers", "2", "sluice.tail.max-events", "1"));
        publish("a", 10);
        CountDownLatch goOn = new CountDownLatch(1);
        journal.beforeReading(() -> awaitQuietly(goOn));
        List<RecordingOutlet> behind =
                Stream.generate(() -> subscribe(after(2), "a")).limit(100).toList();
        RecordingOutlet live = subscribe(new Start.Latest(), "b");
        publish("b", 1);
        awaitPositions(live, range(11, 11));
        goOn.countDown();
        behind.forEach(outlet -> awaitPositions(outlet, range(3, 10)));
    }

    @Test
    void doesNotTakeTheTimeOfTheJournalForThatOfTheClient() throws InterruptedException {
        start(Map.of("sluice.write-timeout", "1s", "sluice.heartbeat", "1s", "sluice.tail.max-events", "1"));
        publish("a", 10);
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        journal.beforeReading(() -> {
            reading.countDown();
            awaitQuietly(goOn);
        });
        RecordingOutlet outlet = subscribe(after(1), "a");
        awaitQuietly(reading);
        pass("a", "", "volatile");
        await().until(() -> outlet.volatiles().equals(List.of("volatile")));
        // longer than a write may take
        long before = outlet.beats();
        await().until(() -> outlet.beats() >= before + 3);
        goOn.countDown();
        awaitPositions(outlet, range(2, 10));
        assertThat(outlet.closed()).isEmpty();
    }

    /** Its cursor would tell a client that it has seen what is still to come. */
    @Test
    void beatsWithoutACursorWhileASnapshotWaitsForTheJournal() {
        start(Map.of("sluice.heartbeat", "1s"));
        publish("a", 3);
        AtomicBoolean absent = new AtomicBoolean(true);
        journal.beforeReading(() -> {
            if (absent.get()) {
                throw Rejection.JOURNAL_UNAVAILABLE.because("away");
            }
        });
        RecordingOutlet outlet = subscribe(new Start.Snapshot(), "*");
        await().until(() -> outlet.beats() >= 2);
        assertThat(outlet.heartbeats()).isEmpty();
        absent.set(false);
        awaitPositions(outlet, List.of(3L));
        await().until(() -> outlet.heartbeats().contains(new Cursor("memory", 3)));
    }

    @Test
    void deliversALongSnapshotInPages() {
        start(Map.of());
        IntStream.range(0, 2_000).forEach(i -> publish("t" + i, 1));
        RecordingOutlet outlet = subscribe(new Start.Snapshot(), "*");
        publish("late", 1);
        awaitPositions(outlet, range(1, 2_001));
    }

    @Test
    void finishesWithAConnectionThatIsClosedWhileAReaderIsBusyForIt() {
        start(Map.of("sluice.tail.max-events", "1"));
        publish("a", 10);
        for (int i = 0; i < 300; i++) {
            RecordingOutlet outlet = new RecordingOutlet();
            Connection connection = hub.connect(outlet, ConnectionOwner.NOBODY);
            subscribe(connection, "s", after(1), "a");
            connection.close(CloseCause.CLIENT_GONE);
        }
        // as many as may lie in memory have been given up: there is room for another one
        awaitPositions(subscribe(after(1), "a"), range(2, 10));
    }

    @Test
    void takesNoClientForSilentWhileItsDoorIsBusyWithIt() {
        start(Map.of("sluice.heartbeat", "1s"));
        RecordingOutlet outlet = new RecordingOutlet();
        Connection connection = hub.connect(outlet, ConnectionOwner.NOBODY);
        connection.requireSigns(Duration.ofSeconds(1), Duration.ofSeconds(1));
        connection.hearing();
        // it is asked first after half of its time, and then after each quarter
        await().until(() -> outlet.asked() >= 4);
        assertThat(outlet.closed()).isEmpty();
        connection.heard();
        await().until(() -> outlet.closed().equals(Optional.of(CloseCause.CLIENT_GONE)));
    }
}

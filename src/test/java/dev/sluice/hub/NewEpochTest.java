package dev.sluice.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.event.Cursor;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.event.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The journal becomes another one while the hub runs: its database has failed over to an older state, as a rule. */
class NewEpochTest extends HubScene {

    @Override
    void start(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of("sluice.poll", "20ms"));
        all.putAll(settings);
        super.start(all);
    }

    /** One that has been told where it starts. */
    private RecordingOutlet subscribed(Start start, String... filters) {
        RecordingOutlet outlet = subscribe(start, filters);
        await().until(() -> outlet.opening().isPresent());
        return outlet;
    }

    private RecordingOutlet liveAt(int position) {
        RecordingOutlet outlet = subscribed(new Start.Latest(), "a");
        publish("a", position);
        await().until(() -> outlet.count() == position);
        return outlet;
    }

    private static void awaitGap(RecordingOutlet outlet, String from, Cursor to) {
        await().until(() -> !outlet.gaps().isEmpty());
        assertThat(outlet.gaps()).containsExactly(new Gap(from, to, Gap.Reason.EPOCH));
    }

    private static void awaitAfterwards(RecordingOutlet outlet, int seen, List<Long> positions) {
        await().untilAsserted(() ->
                assertThat(outlet.positions()).startsWith(1L).hasSizeGreaterThanOrEqualTo(seen + positions.size()));
        assertThat(outlet.positions().subList(seen, outlet.count())).isEqualTo(positions);
    }

    @Test
    void tellsALiveSubscriberAndGivesItWhatComes() {
        start(Map.of());
        RecordingOutlet live = liveAt(104);
        journal.goBackTo(94);
        journal.newEpoch();
        awaitGap(live, "memory-104", new Cursor("memory2", 94));
        publish("a", 20);
        awaitAfterwards(live, 104, range(95, 114));
    }

    @Test
    void deliversWhatThisNodeItselfHasWrittenInTheNewEpoch() {
        start(Map.of("sluice.poll", "1m"));
        RecordingOutlet live = liveAt(104);
        journal.goBackTo(94);
        journal.newEpoch();
        publish("a", 5);
        awaitAfterwards(live, 104, range(95, 99));
        awaitGap(live, "memory-104", new Cursor("memory2", 94));
    }

    @Test
    void noticesAChangeThatGoesNoStepBack() {
        start(Map.of());
        RecordingOutlet live = liveAt(10);
        journal.newEpoch();
        awaitGap(live, "memory-10", new Cursor("memory2", 10));
        publish("a", 5);
        awaitAfterwards(live, 10, range(11, 15));
    }

    /** The others were quicker than this node, which knows the past by what stands at the end of its tail. */
    @Test
    void noticesThatOthersHaveWrittenPastWhatItHasSeen() {
        start(Map.of("sluice.poll", "600ms"));
        RecordingOutlet live = liveAt(104);
        bell = false;
        journal.goBackTo(94);
        publish("b", 50);
        awaitGapAfter(live, "memory-104");
        assertThat(journal.head().epoch()).isEqualTo("memory2");
    }

    /** Its memory is still empty, and the newest event was there when it started. */
    @Test
    void noticesThatOthersHaveWrittenPastWhatWasThereWhenItStarted() {
        bell = false;
        publish("a", 104);
        start(Map.of("sluice.poll", "600ms"));
        RecordingOutlet live = subscribe(new Start.Latest());
        journal.goBackTo(94);
        publish("b", 10);
        awaitGapAfter(live, "memory-104");
    }

    @Test
    void tellsNoEndAgainThatItHasToldBefore() {
        start(Map.of());
        RecordingOutlet live = subscribe(new Start.Latest(), "a", "b");
        await().until(() -> live.opening().isPresent());
        complete("a");
        await().until(() -> live.ended().size() == 1);
        journal.newEpoch();
        await().until(() -> !live.gaps().isEmpty());
        complete("b");
        await().until(() -> live.ended().contains(new Topic("b")));
        assertThat(live.ended()).containsExactly(new Topic("a"), new Topic("b"));
    }

    /** What a query to the database may do that fails over: it waits, and is then answered by the one that has taken over. */
    private void duringTheNextReading(Runnable what) {
        AtomicBoolean over = new AtomicBoolean();
        journal.beforeReading(() -> {
            if (over.compareAndSet(false, true)) {
                what.run();
            }
        });
    }

    private static void waitLongerThanAFailover() {
        await().pollDelay(Duration.ofMillis(700)).until(() -> true);
    }

    private void awaitGapAfter(RecordingOutlet live, String from) {
        await().until(() -> !live.gaps().isEmpty());
        assertThat(live.gaps()).singleElement().satisfies(gap -> {
            assertThat(gap.reason()).isEqualTo(Gap.Reason.EPOCH);
            assertThat(gap.from()).isEqualTo(from);
            assertThat(gap.to().epoch()).isEqualTo("memory2");
        });
    }

    @Test
    void noticesAFailoverThatHappensDuringOneQuery() {
        start(Map.of());
        RecordingOutlet live = liveAt(104);
        bell = false;
        duringTheNextReading(() -> {
            CompletableFuture<Void> over = new CompletableFuture<>();
            journal.beforeAsking(over::join);
            waitLongerThanAFailover();
            journal.goBackTo(94);
            publish("b", 50);
            over.complete(null);
        });
        publish("a", 1);
        awaitGapAfter(live, "memory-104");
        assertThat(live.positions()).isEqualTo(range(1, 104));
        publish("a", 1);
        awaitAfterwards(live, 104, range(145, 145));
    }

    /** The page has no event, and the next one would have none either. */
    @Test
    void noticesThatTheJournalGoesBackWhileItIsRead() {
        start(Map.of());
        RecordingOutlet live = liveAt(104);
        bell = false;
        duringTheNextReading(() -> journal.goBackTo(94));
        publish("a", 1);
        awaitGapAfter(live, "memory-104");
        publish("a", 1);
        awaitAfterwards(live, 104, range(95, 95));
    }

    /** What this node writes follows what it has seen by its position alone. */
    @Test
    void noticesThatOthersHaveWrittenExactlyUpToWhatItHasSeen() {
        start(Map.of("sluice.poll", "1m"));
        RecordingOutlet live = liveAt(104);
        bell = false;
        journal.goBackTo(94);
        publish("b", 10);
        waitLongerThanAFailover();
        bell = true;
        publish("a", 1);
        await().until(() -> !live.gaps().isEmpty());
        // the comparison runs beside the delivery: the gap follows whatever the subscriber has been given
        int last = live.count();
        assertThat(last).isBetween(104, 105);
        assertThat(live.positions()).isEqualTo(range(1, last));
        awaitGapAfter(live, "memory-" + last);
    }

    @Test
    void doesNotResumeAfterACursorOfTheOldEpoch() {
        start(Map.of());
        liveAt(104);
        journal.goBackTo(94);
        journal.newEpoch();
        publish("a", 20);
        await().until(() -> hub.context().position().dispatchedIn("memory2") == 114);
        RecordingOutlet back = subscribed(new Start.After(new Cursor("memory", 104)), "a");
        awaitGap(back, "memory-104", new Cursor("memory2", 114));
        assertThat(back.opening())
                .hasValueSatisfying(opening -> assertThat(opening.resumed()).isFalse());
    }

    /** The journal has the new epoch, and the dispatcher has not looked yet. */
    @Test
    void startsASubscriptionOnlyInTheEpochThatItDispatches() {
        start(Map.of("sluice.poll", "1h"));
        liveAt(10);
        for (int i = 0; i < 8; i++) {
            journal.newEpoch();
            RecordingOutlet started = subscribed(new Start.Earliest(), "a");
            await().until(() -> started.count() == 10);
            assertThat(started.gaps()).isEmpty();
        }
    }

    @Test
    void tellsOneThatIsBehind() {
        start(Map.of("sluice.tail.max-events", "10", "sluice.backlog.max-events", "1"));
        RecordingOutlet slow = subscribed(new Start.Latest(), "a");
        slow.stall(true);
        publish("a", 1);
        await().until(slow::isWriting);
        publish("a", 103);
        await().until(() -> hub.dispatched() == 104);
        journal.goBackTo(94);
        journal.newEpoch();
        publish("a", 20);
        await().until(() -> hub.context().position().dispatchedIn("memory2") == 114);
        slow.stall(false);
        await().until(() -> !slow.gaps().isEmpty());
        assertThat(slow.gaps())
                .singleElement()
                .satisfies(gap -> assertThat(gap.reason()).isEqualTo(Gap.Reason.EPOCH));
        publish("a", 1);
        await().until(() -> slow.positions().contains(115L));
        assertThat(slow.gaps()).hasSize(1);
        slow.assertEpochsChangeByGaps();
    }

    /** A reader meets the new epoch first; the dispatcher, which knows where it begins, has not looked yet. */
    @Test
    void deliversNoPageOfTheNewEpochBeforeTheGap() {
        start(Map.of("sluice.poll", "1h", "sluice.tail.max-events", "10", "sluice.backlog.max-events", "1"));
        RecordingOutlet slow = stalled("a");
        publish("a", 103);
        await().until(() -> hub.dispatched() == 104);
        journal.newEpoch();
        AtomicInteger readings = new AtomicInteger();
        journal.beforeReading(readings::incrementAndGet);
        slow.stall(false);
        await().until(() -> readings.get() > 1);
        publish("a", 1);
        await().until(() -> slow.positions().contains(105L));
        assertThat(slow.gaps())
                .singleElement()
                .satisfies(gap -> assertThat(gap.reason()).isEqualTo(Gap.Reason.EPOCH));
        slow.assertEpochsChangeByGaps();
    }

    private static void awaitEnd(RecordingOutlet outlet) {
        await().until(() -> outlet.closed().equals(Optional.of(CloseCause.COMPLETE)));
        assertThat(outlet.gaps())
                .singleElement()
                .satisfies(gap -> assertThat(gap.reason()).isEqualTo(Gap.Reason.EPOCH));
    }

    /** Its end would have followed the snapshot, which is not delivered any more. */
    @Test
    void tellsTheEndOfACompleteTopicWhoseSnapshotWasStillToCome() {
        start(Map.of());
        publish("a", 3);
        complete("a");
        await().until(() -> hub.dispatched() == 4);
        CountDownLatch changed = new CountDownLatch(1);
        duringTheNextReading(() -> awaitUninterruptibly(changed));
        RecordingOutlet asking = subscribed(new Start.Snapshot(), "a");
        journal.newEpoch();
        await().until(() -> hub.context().position().isIn("memory2"));
        changed.countDown();
        awaitEnd(asking);
        assertThat(asking.ended()).containsExactly(new Topic("a"));
        assertThat(asking.positions()).isEmpty();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private RecordingOutlet stalled(String... topics) {
        RecordingOutlet slow = subscribed(new Start.Latest(), topics);
        slow.stall(true);
        publish(topics[0], 1);
        await().until(slow::isWriting);
        return slow;
    }

    /** The subscriber stands before the end of its topic, and finds both when it goes on. */
    private RecordingOutlet stalledAcrossAnEndAndANewEpoch() {
        start(Map.of("sluice.backlog.max-events", "1"));
        RecordingOutlet slow = stalled("a");
        publish("a", 5);
        complete("a");
        await().until(() -> hub.dispatched() == 7);
        journal.newEpoch();
        await().until(() -> hub.context().position().isIn("memory2"));
        return slow;
    }

    @Test
    void tellsTheEndThatLiesInTheGap() {
        RecordingOutlet slow = stalledAcrossAnEndAndANewEpoch();
        slow.stall(false);
        awaitEnd(slow);
        assertThat(slow.ended()).containsExactly(new Topic("a"));
    }

    /** The journal may be away just then. */
    @Test
    void tellsTheEndAsSoonAsTheJournalCanBeAsked() {
        RecordingOutlet slow = stalledAcrossAnEndAndANewEpoch();
        AtomicInteger refused = new AtomicInteger();
        journal.beforeSearching(() -> {
            if (refused.incrementAndGet() <= 2) {
                throw Rejection.JOURNAL_UNAVAILABLE.because("away");
            }
        });
        slow.stall(false);
        awaitEnd(slow);
        assertThat(refused).hasValueGreaterThan(2);
    }

    /** A completion that the new journal has lost is not told: the topic is open again. */
    @Test
    void takesATopicForUnfinishedWhoseEndIsLost() {
        start(Map.of());
        RecordingOutlet live = subscribed(new Start.Latest(), "a", "b");
        publish("a", 1);
        complete("a");
        await().until(() -> live.ended().equals(List.of(new Topic("a"))));
        journal.goBackTo(1);
        journal.newEpoch();
        awaitGap(live, "memory-2", new Cursor("memory2", 1));
        complete("b");
        publish("a", 1);
        await().untilAsserted(() ->
                assertThat(live.positions().subList(2, live.count())).isEqualTo(range(2, 3)));
        complete("a");
        awaitEnd(live);
        assertThat(live.ended()).containsExactly(new Topic("a"), new Topic("b"), new Topic("a"));
    }

    @Test
    void movesTheCursorInTheNewEpoch() {
        start(Map.of("sluice.heartbeat", "1s"));
        RecordingOutlet live = liveAt(104);
        journal.goBackTo(94);
        journal.newEpoch();
        publish("b", 3);
        await().until(() -> live.heartbeats().contains(new Cursor("memory2", 97)));
        // 97 is where the new epoch ends: a cursor of it beyond that would be one of the old
        assertThat(live.heartbeats())
                .allMatch(cursor -> cursor.position() <= (cursor.epoch().equals("memory2") ? 97 : 104));
    }

    /** However the change and those who come, read and fall behind overlap. */
    @Test
    void noOneGetsAnEventOfTheNewEpochBeforeTheGap() throws InterruptedException {
        start(Map.of("sluice.tail.max-events", "50", "sluice.backlog.max-events", "5", "sluice.poll", "10ms"));
        // from outside the journal, which the dispatcher reads meanwhile
        bell = false;
        List<RecordingOutlet> outlets = new ArrayList<>();
        Thread publisher = new Thread(() -> {
            for (int i = 0; i < 4_000; i++) {
                publish("a", 1);
                hub.onAppended(rung);
                if (i % 200 < 199) {
                    continue;
                }
                synchronized (journal) {
                    journal.goBackTo(journal.head().position() - 20);
                    journal.newEpoch();
                }
            }
        });
        publisher.start();
        while (publisher.isAlive() && outlets.size() < 50) {
            try {
                outlets.add(subscribe(new Start.Latest(), "a"));
            } catch (RejectedException changing) {
                // the next one finds the new epoch
            }
        }
        publisher.join();
        await().until(() -> hub.context().position().isIn(journal.head().epoch()));
        publish("a", 1);
        Cursor end = journal.head().cursor();
        outlets.forEach(outlet ->
                await().untilAsserted(() -> assertThat(outlet.ids()).last().isEqualTo(end)));
        outlets.forEach(RecordingOutlet::assertEpochsChangeByGaps);
        outlets.forEach(outlet -> assertThat(outlet.closed()).isEmpty());
    }
}

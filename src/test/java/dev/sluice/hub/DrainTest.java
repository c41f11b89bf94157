package dev.sluice.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.event.ContentType;
import dev.sluice.event.Draft;
import dev.sluice.event.Filters;
import dev.sluice.event.Payload;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Topic;
import dev.sluice.journal.Appended;
import dev.sluice.journal.MemoryJournal;
import dev.sluice.runtime.Threads;
import dev.sluice.settings.TestSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the clients are sent away. */
@Timeout(60)
class DrainTest {

    private static final Duration LONG = Duration.ofMinutes(30);

    private final MemoryJournal journal = new MemoryJournal(Clock.systemUTC(), this::ring);
    private Hub hub;

    @BeforeEach
    void start() {
        hub = new Hub(journal, new Threads(Thread::new), TestSettings.with(Map.of()));
        hub.open();
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private void ring(Appended appended) {
        hub.onAppended(appended);
    }

    private RecordingOutlet subscribe() {
        RecordingOutlet outlet = new RecordingOutlet();
        Subscription subscription = new Subscription("s", Filters.of(List.of("**")), new Start.Latest());
        hub.connect(outlet, ConnectionOwner.NOBODY).subscribe(subscription, hub.locate(subscription, CallerKey.NONE));
        await().until(() -> outlet.opening().isPresent());
        return outlet;
    }

    private void publish(int count) {
        Draft draft = new Draft(new Topic("a"), Payload.text(ContentType.TEXT, "x"));
        Stream.generate(() -> draft).limit(count).forEach(each -> journal.append(List.of(each)));
    }

    private List<RecordingOutlet> subscribe(int count) {
        return Stream.generate(this::subscribe).limit(count).toList();
    }

    private CompletableFuture<Void> drain(Duration within) {
        return hub.drain(within).toCompletableFuture();
    }

    private static long gone(List<RecordingOutlet> outlets) {
        return outlets.stream().filter(outlet -> outlet.closed().isPresent()).count();
    }

    @Test
    void tellsEachClientBeforeItIsClosed() {
        List<RecordingOutlet> outlets = subscribe(3);
        drain(Duration.ZERO).join();
        await().until(() -> gone(outlets) == outlets.size());
        assertThat(outlets).allSatisfy(outlet -> {
            assertThat(outlet.words()).containsExactly("farewell");
            assertThat(outlet.closed()).hasValue(CloseCause.DRAIN);
        });
        assertThat(hub.closed(CloseCause.DRAIN)).isEqualTo(3);
    }

    @Test
    void sendsThemAwayOneAfterAnother() {
        List<RecordingOutlet> outlets = subscribe(20);
        CompletableFuture<Void> over = drain(Duration.ofSeconds(2));
        await().until(() -> gone(outlets) > 0);
        assertThat(gone(outlets)).isLessThan(outlets.size() / 2);
        over.join();
        await().until(() -> gone(outlets) == outlets.size());
    }

    @Test
    void deliversToThoseWhoAreStillHere() {
        List<RecordingOutlet> outlets = subscribe(100);
        CompletableFuture<Void> over = drain(LONG);
        publish(5);
        await().until(() ->
                outlets.stream().filter(outlet -> outlet.closed().isEmpty()).allMatch(outlet -> outlet.count() == 5));
        assertThat(gone(outlets)).isLessThan(outlets.size());
        assertThat(over).isNotDone();
    }

    @Test
    void takesNoLongerOverAFewThanItNeeds() {
        List<RecordingOutlet> outlets = subscribe(3);
        drain(LONG).join();
        await().until(() -> gone(outlets) == outlets.size());
    }

    @Test
    void isOverAtOnceIfNobodyIsHere() {
        drain(LONG).join();
    }

    @Test
    void isHastenedByALaterCallAndNotDelayed() {
        List<RecordingOutlet> outlets = subscribe(200);
        CompletableFuture<Void> over = drain(LONG);
        assertThat(over).isNotDone();
        drain(Duration.ZERO);
        drain(LONG);
        over.join();
        await().until(() -> gone(outlets) == outlets.size());
    }

    @Test
    void letsNobodyInAnyMore() {
        subscribe(100);
        drain(LONG);
        assertThat(hub.isDraining()).isTrue();
        assertThatThrownBy(() -> hub.connect(new RecordingOutlet(), ConnectionOwner.NOBODY))
                .hasMessageContaining("this node goes away");
    }

    @Test
    void cutsOffWhoeverDoesNotListen() {
        RecordingOutlet deaf = subscribe();
        deaf.stall(true);
        publish(1);
        await().until(deaf::isWriting);
        drain(Duration.ZERO).join();
        await().until(() -> deaf.closed().isPresent());
        assertThat(deaf.words()).isEmpty();
    }

    @Test
    void canBeCancelledAndBegunAgain() {
        List<RecordingOutlet> outlets = subscribe(50);
        CompletableFuture<Void> cancelled = drain(LONG);
        hub.cancelDrain();
        assertThat(cancelled).isDone();
        assertThat(hub.isDraining()).isFalse();
        RecordingOutlet late = subscribe();
        publish(1);
        await().until(() -> late.count() == 1);
        List<RecordingOutlet> here =
                outlets.stream().filter(outlet -> outlet.words().isEmpty()).toList();
        assertThat(here).hasSizeGreaterThan(outlets.size() / 2);
        await().until(() -> here.stream().allMatch(outlet -> outlet.count() == 1));
        drain(Duration.ZERO).join();
        await().until(() -> gone(outlets) == outlets.size() && gone(List.of(late)) == 1);
    }

    /** Whatever comes at the same time, each client is either here and hears what comes, or has been sent away. */
    @Test
    void losesNobodyBetweenDrainsThatAreCancelled() {
        List<RecordingOutlet> outlets = new CopyOnWriteArrayList<>();
        AtomicInteger refused = new AtomicInteger();
        CompletableFuture<Void> coming = CompletableFuture.runAsync(() -> {
            while (outlets.size() < 100) {
                try {
                    RecordingOutlet outlet = new RecordingOutlet();
                    Subscription subscription = new Subscription("s", Filters.of(List.of("**")), new Start.Latest());
                    hub.connect(outlet, ConnectionOwner.NOBODY)
                            .subscribe(subscription, hub.locate(subscription, CallerKey.NONE));
                    outlets.add(outlet);
                } catch (RejectedException draining) {
                    refused.incrementAndGet();
                }
            }
        });
        while (!coming.isDone()) {
            drain(Duration.ZERO);
            hub.cancelDrain();
        }
        coming.join();
        publish(1);
        await().until(() -> outlets.stream().allMatch(outlet -> outlet.closed().isPresent() || outlet.count() == 1));
        assertThat(hub.connections().count()).isEqualTo(outlets.size() - gone(outlets));
        drain(Duration.ZERO).join();
        await().until(() -> gone(outlets) == outlets.size());
    }

    @Test
    void isOverWhenTheHubIsClosed() {
        subscribe(100);
        CompletableFuture<Void> over = drain(LONG);
        hub.close();
        over.join();
    }
}

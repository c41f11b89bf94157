package dev.sluice.hub;

import static dev.sluice.event.Rejection.JOURNAL_UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.event.ContentType;
import dev.sluice.event.Cursor;
import dev.sluice.event.Draft;
import dev.sluice.event.Payload;
import dev.sluice.event.Topic;
import dev.sluice.journal.Appended;
import dev.sluice.journal.MemoryJournal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DispatcherTest {

    private final ExecutorService requests = Executors.newCachedThreadPool();
    private final MemoryJournal journal = new MemoryJournal(Clock.systemUTC(), this::ring);
    private final DispatchPosition position = new DispatchPosition();
    private final Dispatcher dispatcher =
            new Dispatcher(journal, new Tail(100, 1 << 20), new TopicIndex<>(), position, Duration.ofHours(1));

    private volatile boolean bell = true;

    private void ring(Appended appended) {
        if (bell) {
            dispatcher.ring(appended);
        }
    }

    @AfterEach
    void end() {
        dispatcher.close();
        requests.shutdownNow();
    }

    private void publish() {
        journal.append(List.of(new Draft(new Topic("a"), Payload.text(ContentType.TEXT, "x"))));
    }

    /** However many requests wait for another epoch, a committer rings without waiting. */
    @Test
    void hearsTheCommitterAlthoughManyRequestsWantALook() throws InterruptedException {
        dispatcher.startAfter(journal.head());
        CountDownLatch answered = new CountDownLatch(20);
        IntStream.range(0, 20)
                .forEach(i -> requests.execute(() -> {
                    try {
                        if (!dispatcher.awaitEpoch("another")) {
                            answered.countDown();
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }));
        answered.await();
        // each would wait for a second if there were no place for its bell
        CompletableFuture<Void> committer =
                CompletableFuture.runAsync(() -> IntStream.range(0, 3).forEach(i -> publish()), requests);
        assertThat(committer).succeedsWithin(Duration.ofSeconds(2));
        requests.execute(dispatcher);
        await().until(() -> position.dispatched().position() == 3);
    }

    private void run() {
        dispatcher.startAfter(journal.head());
        requests.execute(dispatcher);
        requests.execute(dispatcher.poller());
    }

    /** It takes its time, or does not come at all. */
    @Test
    void handsOutWhatItsNodeCommitsAlthoughTheJournalDoesNotAnswer() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        run();
        journal.beforeAsking(() -> {
            asked.countDown();
            awaitUninterruptibly(answer);
        });
        requests.execute(() -> isSoonIn("another"));
        asked.await();
        publish();
        // long enough for a failover, so that the tail is in doubt
        await().pollDelay(Duration.ofMillis(600))
                .until(() -> position.dispatched().position() == 1);
        publish();
        await().until(() -> position.dispatched().position() == 2);
        answer.countDown();
    }

    /** The comparison was due while the journal was unavailable; this node has committed on top of the others' events since. */
    @Test
    void comparesLaterWhatItCouldNotCompareWhenItWasInDoubt() throws InterruptedException {
        run();
        publish();
        await().until(() -> position.dispatched().position() == 1);
        CountDownLatch refused = new CountDownLatch(1);
        journal.beforeAsking(() -> {
            refused.countDown();
            throw JOURNAL_UNAVAILABLE.because("the database does not answer");
        });
        bell = false;
        journal.goBackTo(0);
        publish();
        bell = true;
        await().pollDelay(Duration.ofMillis(600)).until(() -> true);
        publish();
        await().until(() -> position.dispatched().position() == 2);
        refused.await();
        publish();
        await().until(() -> position.dispatched().position() == 3);
        journal.beforeAsking(() -> {});
        await().until(() -> position.dispatched().epoch().equals("memory2"));
    }

    /** Its answer comes after the dispatcher has heard of a newer epoch by what its node has committed. */
    @Test
    void doesNotGoBackToAnEpochThatAnAnswerBrings() throws InterruptedException {
        run();
        publish();
        await().until(() -> position.dispatched().position() == 1);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        journal.afterAsking(() -> {
            asked.countDown();
            awaitUninterruptibly(answer);
        });
        requests.execute(() -> isSoonIn("another"));
        asked.await();
        journal.afterAsking(() -> {});
        journal.newEpoch();
        publish();
        await().until(() -> position.dispatched().epoch().equals("memory2"));
        // the answer has been handed over when the next question is put
        CountDownLatch askedAgain = new CountDownLatch(1);
        journal.beforeAsking(askedAgain::countDown);
        journal.afterAsking(() -> awaitUninterruptibly(end));
        answer.countDown();
        requests.execute(() -> isSoonIn("another"));
        askedAgain.await();
        publish();
        await().until(() -> position.dispatched().position() == 3);
        assertThat(position.epochStart()).isEqualTo(new Cursor("memory2", 1));
        end.countDown();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isSoonIn(String epoch) {
        try {
            return dispatcher.awaitEpoch(epoch);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void looksAtOnceForARequestThatKnowsANewerEpoch() throws InterruptedException {
        run();
        journal.newEpoch();
        assertThat(dispatcher.awaitEpoch("memory2")).isTrue();
    }
}

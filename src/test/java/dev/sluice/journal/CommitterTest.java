package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.event.ContentType;
import dev.sluice.event.Cursor;
import dev.sluice.event.Draft;
import dev.sluice.event.Event;
import dev.sluice.event.Payload;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.event.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CommitterTest {

    private static final Draft DRAFT = new Draft(new Topic("t"), Payload.text(ContentType.TEXT, "x"));

    private long position;

    private Committer ringing(Consumer<Appended> bus) {
        return new Committer(new CommitQueue(10, 1_000), 1, Duration.ofSeconds(10), this::store, () -> false, bus);
    }

    private List<Event> store(List<Submission> group) {
        return group.stream()
                .map(submission -> {
                    Cursor id = new Cursor("e", ++position);
                    submission.accept(List.of(new Receipt(id, true)));
                    return new Event(id, Instant.EPOCH, DRAFT.content(), DRAFT.terms());
                })
                .toList();
    }

    @Test
    void outlivesWhateverAnObserverThrows() throws InterruptedException {
        Committer committer = ringing(appended -> {
            if (appended.first() == 1) {
                throw new IllegalStateException("an observer of the application");
            }
            if (appended.first() == 2) {
                throw new NoClassDefFoundError("an observer of the application");
            }
        });
        Thread thread = new Thread(committer);
        thread.start();
        for (long expected = 1; expected <= 3; expected++) {
            List<Receipt> receipts =
                    committer.submit(List.of(DRAFT)).toCompletableFuture().join();
            assertThat(receipts.get(0).id().position()).isEqualTo(expected);
        }
        committer.close();
        thread.join();
    }

    @Test
    void refusesAllThatHaveQueuedUpWhenTheStoreIsAway() throws InterruptedException {
        CountDownLatch tried = new CountDownLatch(1);
        CountDownLatch queued = new CountDownLatch(1);
        AtomicInteger tries = new AtomicInteger();
        Function<List<Submission>, List<Event>> away = group -> {
            tries.incrementAndGet();
            tried.countDown();
            awaitQuietly(queued);
            throw Rejection.JOURNAL_UNAVAILABLE.because("it is away");
        };
        Committer committer =
                new Committer(new CommitQueue(10, 1_000), 1, Duration.ofSeconds(10), away, () -> true, appended -> {});
        Thread thread = new Thread(committer);
        thread.start();
        List<CompletableFuture<List<Receipt>>> answers = new ArrayList<>();
        answers.add(committer.submit(List.of(DRAFT)).toCompletableFuture());
        tried.await();
        for (int i = 0; i < 3; i++) {
            answers.add(committer.submit(List.of(DRAFT)).toCompletableFuture());
        }
        queued.countDown();
        for (CompletableFuture<List<Receipt>> answer : answers) {
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(answer::join)
                    .withCauseInstanceOf(RejectedException.class);
        }
        assertThat(tries).hasValue(1);
        committer.close();
        thread.join();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

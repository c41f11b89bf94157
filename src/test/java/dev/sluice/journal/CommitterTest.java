package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.sluice.event.ContentType;
import dev.sluice.event.Cursor;
import dev.sluice.event.Draft;
import dev.sluice.event.Event;
import dev.sluice.event.Payload;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.event.Topic;
import java.sql.SQLDataException;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CommitterTest {

    private static final Draft DRAFT = new Draft(new Topic("t"), Payload.text(ContentType.TEXT, "x"));

    private long position;

    private Consumer<Appended> bus = appended -> {};

    private Committer ringing(Consumer<Appended> bus) {
        return new Committer(
                new CommitQueue(10, 1_000), 1, Duration.ofSeconds(10), this::store, () -> false, () -> true, bus);
    }

    private List<Event> store(List<Submission> group) {
        return group.stream()
                .map(submission -> {
                    Cursor id = new Cursor("e", ++position);
                    submission.accept(List.of(new Receipt(id, true)));
                    return new Event(id, Instant.EPOCH, DRAFT.content(), DRAFT.options());
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
            throw Rejection.JOURNAL_UNAVAILABLE.because("it is unavailable");
        };
        Committer committer = new Committer(
                new CommitQueue(10, 1_000), 1, Duration.ofSeconds(10), away, () -> true, () -> true, appended -> {});
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

    /** Those who found a place in the queue, and those who wait for one. */
    @Test
    void answersAllWhoWaitWhenItsThreadIsInterrupted() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Committer committer = committer(new CommitQueue(2, 1_000), Duration.ofSeconds(15), group -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw Rejection.JOURNAL_UNAVAILABLE.because("interrupted");
        });
        Thread thread = new Thread(committer);
        thread.start();
        List<CompletableFuture<List<Receipt>>> answers = new CopyOnWriteArrayList<>();
        answers.add(committer.submit(List.of(DRAFT)).toCompletableFuture());
        begun.await();
        List<Thread> publishers = IntStream.range(0, 5)
                .mapToObj(i -> new Thread(
                        () -> answers.add(committer.submit(List.of(DRAFT)).toCompletableFuture())))
                .toList();
        publishers.forEach(Thread::start);
        await().until(() -> answers.size() == 3);
        thread.interrupt();
        thread.join();
        for (Thread publisher : publishers) {
            publisher.join();
        }
        assertThat(answers).hasSize(6).allMatch(CompletableFuture::isCompletedExceptionally);
        assertUnavailable(committer.submit(List.of(DRAFT)));
    }

    @Test
    void answersAllWhoWaitWhenItDoesNotComeToAnEnd() throws InterruptedException {
        CountDownLatch stuck = new CountDownLatch(1);
        Committer committer = committer(new CommitQueue(10, 1_000), Duration.ofSeconds(15), group -> {
            awaitQuietly(stuck);
            return store(group);
        });
        Thread thread = new Thread(committer);
        thread.start();
        List<CompletableFuture<List<Receipt>>> answers = IntStream.range(0, 3)
                .mapToObj(i -> committer.submit(List.of(DRAFT)).toCompletableFuture())
                .toList();
        committer.close();
        committer.abandon();
        answers.forEach(CommitterTest::assertUnavailable);
        stuck.countDown();
        thread.join();
    }

    @Test
    void answersWhoHasWaitedForTooLongWhateverTheStoreDoes() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch stuck = new CountDownLatch(1);
        List<Submission> stored = new CopyOnWriteArrayList<>();
        Committer committer = committer(new CommitQueue(10, 1_000), Duration.ofMillis(100), group -> {
            begun.countDown();
            awaitQuietly(stuck);
            stored.addAll(group);
            return store(group);
        });
        Thread thread = new Thread(committer);
        thread.start();
        CompletionStage<List<Receipt>> underWay = committer.submit(List.of(DRAFT));
        begun.await();
        CompletionStage<List<Receipt>> queued = committer.submit(List.of(DRAFT));
        await().until(() -> {
            committer.answerOverdue();
            return underWay.toCompletableFuture().isDone()
                    && queued.toCompletableFuture().isDone();
        });
        assertUnavailable(underWay, "may have been published");
        assertUnavailable(queued, "nothing of it has been published");
        stuck.countDown();
        committer.close();
        thread.join();
        assertThat(stored).as("what has been refused is not published").hasSize(1);
    }

    private static final Draft POISON = new Draft(new Topic("poison"), Payload.text(ContentType.TEXT, "x"));

    /** All of them in one group, whose transaction fails for one of them. */
    private List<CompletionStage<List<Receipt>>> commitTogether(
            Function<List<Submission>, List<Event>> store, BooleanSupplier trial, Draft... drafts)
            throws InterruptedException {
        Committer committer = new Committer(
                new CommitQueue(1_000, 100_000), 1_000, Duration.ofSeconds(15), store, () -> false, trial, bus);
        List<CompletionStage<List<Receipt>>> answers =
                Stream.of(drafts).map(draft -> committer.submit(List.of(draft))).toList();
        committer.close();
        committer.run();
        return answers;
    }

    private List<Event> storeWithoutPoison(List<Submission> group) {
        if (group.stream().anyMatch(submission -> submission.drafts().contains(POISON))) {
            throw UnwritableException.in(new SQLDataException("x", "22021")).orElseThrow();
        }
        return store(group);
    }

    @Test
    void refusesOnlyThePublisherOfWhatCannotBeWritten() throws InterruptedException {
        List<CompletionStage<List<Receipt>>> answers = commitTogether(
                this::storeWithoutPoison, () -> true, DRAFT, DRAFT, POISON, DRAFT, DRAFT, DRAFT, POISON, DRAFT);
        for (int i = 0; i < answers.size(); i++) {
            if (i == 2 || i == 6) {
                assertThat(answers.get(i).toCompletableFuture())
                        .failsWithin(Duration.ZERO)
                        .withThrowableOfType(ExecutionException.class)
                        .withMessageContaining("refuses this");
            } else {
                assertThat(answers.get(i).toCompletableFuture()).isCompleted();
            }
        }
        assertThat(position).isEqualTo(6);
    }

    @Test
    void givesUpWhenNothingOfAGroupCanBeWritten() throws InterruptedException {
        AtomicInteger tries = new AtomicInteger();
        Draft[] drafts = new Draft[512];
        Arrays.fill(drafts, DRAFT);
        List<CompletionStage<List<Receipt>>> answers = commitTogether(
                group -> {
                    tries.incrementAndGet();
                    throw new IllegalArgumentException("a fault for all");
                },
                () -> false,
                drafts);
        answers.forEach(answer -> assertUnavailable(answer, "nothing of"));
        assertThat(tries).hasValueLessThan(30);
    }

    /** A newer node has added a column that this one cannot fill: no publisher is to be told that its event is at fault. */
    @Test
    void refusesNothingForGoodWhileNoEventCanBeWritten() throws InterruptedException {
        AtomicInteger trials = new AtomicInteger();
        for (int size : new int[] {1, 8}) {
            Draft[] drafts = new Draft[size];
            Arrays.fill(drafts, POISON);
            List<CompletionStage<List<Receipt>>> answers = commitTogether(
                    this::storeWithoutPoison,
                    () -> {
                        trials.incrementAndGet();
                        return false;
                    },
                    drafts);
            answers.forEach(answer -> assertThat(rejectionOf(answer))
                    .hasMessageContaining("nothing of this has been published")
                    .extracting(RejectedException::rejection)
                    .isEqualTo(Rejection.JOURNAL_UNAVAILABLE));
        }
        assertThat(trials).as("one for each group").hasValue(2);
    }

    @Test
    void refusesForGoodWhatAloneCannotBeWritten() throws InterruptedException {
        List<CompletionStage<List<Receipt>>> answers = commitTogether(this::storeWithoutPoison, () -> true, POISON);
        assertThat(rejectionOf(answers.get(0)).rejection()).isEqualTo(Rejection.INTERNAL_ERROR);
    }

    @Test
    void writesWhatFollowsManyThatCannotBeWritten() throws InterruptedException {
        List<CompletionStage<List<Receipt>>> answers = commitTogether(
                this::storeWithoutPoison, () -> true, POISON, POISON, POISON, POISON, DRAFT, DRAFT, DRAFT, POISON);
        assertThat(position).isEqualTo(3);
        assertThat(answers.subList(4, 7))
                .allSatisfy(answer -> assertThat(answer.toCompletableFuture()).isCompleted());
    }

    /** What fails after the commit, such as for want of memory or a class, leads to no second one. */
    @Test
    void writesNothingAgainAfterItsCommit() throws InterruptedException {
        AtomicInteger tries = new AtomicInteger();
        bus = appended -> {
            throw new NoClassDefFoundError("an observer");
        };
        List<CompletionStage<List<Receipt>>> answers = commitTogether(
                group -> {
                    tries.incrementAndGet();
                    List<Event> events = store(group);
                    return new AbstractList<>() {
                        @Override
                        public Event get(int index) {
                            return events.get(index);
                        }

                        @Override
                        public int size() {
                            throw new NoClassDefFoundError("counting the events");
                        }
                    };
                },
                () -> true,
                DRAFT,
                DRAFT);
        assertThat(tries).hasValue(1);
        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.toCompletableFuture()).isCompleted());
    }

    private static RejectedException rejectionOf(CompletionStage<List<Receipt>> answer) {
        return (RejectedException) catchThrowableOfType(CompletionException.class, answer.toCompletableFuture()::join)
                .getCause();
    }

    private Committer committer(CommitQueue queue, Duration patience, Function<List<Submission>, List<Event>> store) {
        return new Committer(queue, 1, patience, store, () -> false, () -> true, appended -> {});
    }

    private static void assertUnavailable(CompletionStage<List<Receipt>> answer) {
        assertUnavailable(answer, "");
    }

    private static void assertUnavailable(CompletionStage<List<Receipt>> answer, String detail) {
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(answer.toCompletableFuture()::join)
                .withCauseInstanceOf(RejectedException.class)
                .withMessageContaining(detail);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

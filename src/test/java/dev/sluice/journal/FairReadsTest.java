package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FairReadsTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final ExecutorService requests = Executors.newCachedThreadPool();
    private final ExecutorService readers = Executors.newFixedThreadPool(2);

    /** What is to run, one after another, when the test says so. */
    private final Queue<Runnable> steps = new ConcurrentLinkedQueue<>();

    @AfterEach
    void end() {
        requests.shutdownNow();
        readers.shutdownNow();
    }

    private static ReadLimits limits(int searches, int pages, int allPages) {
        return new ReadLimits(searches, 2 * searches, 20, pages, allPages, 1_000, 1_500, LONG, LONG);
    }

    private static FairReads<String>.Page page(FairReads<String> reads, String caller, long bytes, Runnable read) {
        return reads.page(caller, () -> {
            read.run();
            return bytes;
        });
    }

    private void runSteps() {
        for (Runnable next = steps.poll(); next != null; next = steps.poll()) {
            next.run();
        }
    }

    @Test
    void servesCallersInTurnHoweverMuchOneAsksFor() {
        FairReads<String> reads = new FairReads<>(steps::add, 1, limits(8, 100, 100));
        List<String> order = new ArrayList<>();
        IntStream.range(0, 10).forEach(i -> page(reads, "greedy", 10, () -> order.add("greedy")));
        page(reads, "modest", 10, () -> order.add("modest"));
        page(reads, "other", 10, () -> order.add("other"));
        runSteps();
        assertThat(order.subList(0, 4)).containsExactly("greedy", "modest", "other", "greedy");
        assertThat(order).hasSize(12);
    }

    @Test
    void givesOneCallerOneThread() {
        FairReads<String> reads = new FairReads<>(steps::add, 4, limits(8, 100, 100));
        IntStream.range(0, 10).forEach(i -> page(reads, "greedy", 10, () -> {}));
        assertThat(steps).hasSize(1);
        page(reads, "modest", 10, () -> {});
        assertThat(steps).hasSize(2);
    }

    /** The search of one goes on after each step when the other has had its turn. */
    @Test
    void givesTheThreadBackBetweenTheStepsOfASearch() throws Exception {
        FairReads<String> reads = new FairReads<>(readers, 1, limits(8, 100, 100));
        CountDownLatch begun = new CountDownLatch(1);
        AtomicInteger taken = new AtomicInteger();
        CompletableFuture<String> endless = CompletableFuture.supplyAsync(
                () -> reads.find("greedy", () -> {
                    begun.countDown();
                    return taken.incrementAndGet() < 0 ? Optional.of("never") : Optional.empty();
                }),
                requests);
        begun.await();
        assertThat(reads.<String>find("modest", () -> Optional.of("at once"))).isEqualTo("at once");
        assertThat(endless).isNotDone();
        reads.close();
    }

    @Test
    void refusesAtOnceWhatOneCallerAsksForBeyondItsLine() {
        FairReads<String> reads = new FairReads<>(readers, 2, limits(3, 100, 100));
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        List<CompletableFuture<String>> waiting = IntStream.range(0, 3)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> reads.find("greedy", () -> {
                            begun.countDown();
                            awaitQuietly(goOn);
                            return Optional.of("late");
                        }),
                        requests))
                .toList();
        awaitQuietly(begun);
        await().untilAsserted(() -> assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> reads.find("greedy", () -> Optional.of("no")))
                .satisfies(e -> assertThat(e.rejection()).isEqualTo(Rejection.JOURNAL_UNAVAILABLE)));
        assertThat(reads.<String>find("modest", () -> Optional.of("yes"))).isEqualTo("yes");
        goOn.countDown();
        assertThat(waiting).allSatisfy(each -> assertThat(each.join()).isEqualTo("late"));
        await().untilAsserted(() -> assertThat(reads.<String>find("greedy", () -> Optional.of("again")))
                .isEqualTo("again"));
    }

    /** Two callers could shut out everybody else. */
    @Test
    void letsACallerSearchWhoHasNoSearchHoweverManyOthersHave() {
        FairReads<String> reads = new FairReads<>(steps::add, 1, limits(10, 100, 100));
        List<CompletableFuture<String>> waiting = Stream.of("a", "b")
                .flatMap(caller -> Stream.generate(() -> caller).limit(10))
                .map(caller ->
                        CompletableFuture.supplyAsync(() -> reads.find(caller, () -> Optional.of(caller)), requests))
                .toList();
        await().until(() -> reads.searches() == 20);
        CompletableFuture<String> third =
                CompletableFuture.supplyAsync(() -> reads.find("c", () -> Optional.of("c")), requests);
        await().until(() -> reads.searches() == 21);
        assertThatExceptionOfType(RejectedException.class).isThrownBy(() -> reads.find("c", () -> Optional.of("no")));
        runSteps();
        assertThat(third.join()).isEqualTo("c");
        assertThat(waiting).allSatisfy(each -> assertThat(each).succeedsWithin(LONG));
    }

    @Test
    void letsMoreWaitThatShareAnAnswer() {
        FairReads<String> reads = new FairReads<>(steps::add, 1, limits(3, 100, 100));
        List<CompletableFuture<String>> waiting = Stream.generate(() -> CompletableFuture.supplyAsync(
                        () -> reads.findShared("many", () -> Optional.of("shared")), requests))
                .limit(6)
                .toList();
        await().until(() -> reads.searches() == 6);
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> reads.findShared("many", () -> Optional.of("no")));
        CompletableFuture<String> other =
                CompletableFuture.supplyAsync(() -> reads.find("many", () -> Optional.of("other")), requests);
        await().until(() -> reads.searches() == 7);
        runSteps();
        assertThat(waiting).allSatisfy(each -> assertThat(each.join()).isEqualTo("shared"));
        assertThat(other.join()).isEqualTo("other");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void refusesWhatHasWaitedTooLongAndDoesNotWorkForIt() {
        FairReads<String> reads = new FairReads<>(
                steps::add, 1, new ReadLimits(8, 8, 20, 8, 8, 1_000, 1_000, Duration.ofMillis(50), LONG));
        AtomicInteger worked = new AtomicInteger();
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> reads.find("late", () -> Optional.of(worked.incrementAndGet())))
                .satisfies(e -> {
                    assertThat(e.rejection()).isEqualTo(Rejection.JOURNAL_UNAVAILABLE);
                    assertThat(e.retrySeconds()).isPositive();
                });
        runSteps();
        assertThat(worked).hasValue(0);
    }

    @Test
    void stopsASearchThatTakesTooLong() {
        FairReads<String> reads = new FairReads<>(
                readers, 1, new ReadLimits(8, 8, 20, 8, 8, 1_000, 1_000, Duration.ofMillis(50), Duration.ofMillis(50)));
        AtomicInteger worked = new AtomicInteger();
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> reads.find("endless", () -> {
                    worked.incrementAndGet();
                    return Optional.empty();
                }));
        // what comes after it has the thread to itself
        assertThat(reads.<String>find("endless", () -> Optional.of("next"))).isEqualTo("next");
        int then = worked.get();
        assertThat(reads.<String>find("endless", () -> Optional.of("next"))).isEqualTo("next");
        assertThat(worked).hasValue(then);
    }

    @Test
    void passesOnWhyASearchFails() {
        FairReads<String> reads = new FairReads<>(readers, 1, limits(8, 8, 8));
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> reads.find("a", () -> {
                    throw Rejection.PARAMETER_INVALID.because("too far");
                }))
                .satisfies(e -> assertThat(e.rejection()).isEqualTo(Rejection.PARAMETER_INVALID));
        assertThat(reads.<String>find("a", () -> Optional.of("next"))).isEqualTo("next");
    }

    @Test
    void keepsOnlySoManyPagesInMemory() {
        FairReads<String> reads = new FairReads<>(steps::add, 4, limits(8, 2, 3));
        AtomicInteger read = new AtomicInteger();
        List<FairReads<String>.Page> greedy = IntStream.range(0, 5)
                .mapToObj(i -> page(reads, "greedy", 10, read::incrementAndGet))
                .toList();
        runSteps();
        assertThat(read).hasValue(2);
        List<FairReads<String>.Page> modest = IntStream.range(0, 2)
                .mapToObj(i -> page(reads, "modest", 10, read::incrementAndGet))
                .toList();
        runSteps();
        assertThat(read).hasValue(3);
        greedy.get(0).take();
        greedy.get(0).take();
        runSteps();
        assertThat(read).hasValue(4);
        greedy.forEach(FairReads.Page::take);
        modest.forEach(FairReads.Page::take);
        runSteps();
        // those that had been given up before they were read have not been read
        assertThat(read).hasValue(4);
        page(reads, "greedy", 10, read::incrementAndGet);
        runSteps();
        assertThat(read).hasValue(5);
    }

    /** A client may subscribe and give up in a loop, while its line waits for its pages to be taken. */
    @Test
    void keepsNothingOfPagesThatAreGivenUpBeforeTheirTurn() {
        AtomicInteger tasks = new AtomicInteger();
        Executor counting = task -> {
            tasks.incrementAndGet();
            steps.add(task);
        };
        FairReads<String> reads = new FairReads<>(counting, 1, limits(8, 1, 100));
        FairReads<String>.Page first = page(reads, "greedy", 10, () -> {});
        page(reads, "other", 10, () -> {}).take();
        runSteps();
        IntStream.range(0, 1_000)
                .forEach(i -> page(reads, "greedy", 10, () -> {}).take());
        first.take();
        runSteps();
        assertThat(tasks).hasValue(1);
        page(reads, "greedy", 10, () -> {});
        runSteps();
        assertThat(tasks).hasValue(2);
    }

    @Test
    void readsAPageForACallerThatHasNoneHoweverManyLieInMemory() {
        FairReads<String> reads = new FairReads<>(steps::add, 4, limits(8, 2, 2));
        AtomicInteger read = new AtomicInteger();
        List<FairReads<String>.Page> stalled = IntStream.range(0, 3)
                .mapToObj(i -> page(reads, "greedy", 10, read::incrementAndGet))
                .toList();
        runSteps();
        assertThat(read).hasValue(2);
        FairReads<String>.Page modest = page(reads, "modest", 10, read::incrementAndGet);
        page(reads, "modest", 10, read::incrementAndGet);
        page(reads, "other", 10, read::incrementAndGet);
        runSteps();
        assertThat(read).hasValue(4);
        // two wait until there is room: one is given up, the other is the second of the modest caller
        stalled.get(2).take();
        stalled.get(0).take();
        runSteps();
        assertThat(read).hasValue(4);
        stalled.get(1).take();
        modest.take();
        runSteps();
        assertThat(read).hasValue(5);
    }

    @Test
    void boundsTheBytesOfPages() {
        FairReads<String> reads = new FairReads<>(steps::add, 4, limits(8, 10, 10));
        AtomicInteger read = new AtomicInteger();
        FairReads<String>.Page large = page(reads, "greedy", 1_000, read::incrementAndGet);
        page(reads, "greedy", 10, read::incrementAndGet);
        runSteps();
        assertThat(read).hasValue(1);
        FairReads<String>.Page modest = page(reads, "modest", 500, read::incrementAndGet);
        page(reads, "modest", 10, read::incrementAndGet);
        page(reads, "other", 10, read::incrementAndGet);
        runSteps();
        assertThat(read).hasValue(3);
        large.take();
        runSteps();
        assertThat(read).hasValue(5);
        modest.take();
    }

    @Test
    void goesOnWhenThreadsCanBeStartedAgain() {
        AtomicBoolean broken = new AtomicBoolean(true);
        FairReads<String> reads = new FairReads<>(
                task -> {
                    if (broken.get()) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    steps.add(task);
                },
                2,
                limits(8, 100, 100));
        AtomicInteger read = new AtomicInteger();
        IntStream.range(0, 4).forEach(i -> page(reads, "caller" + i, 10, read::incrementAndGet));
        CompletableFuture<String> search =
                CompletableFuture.supplyAsync(() -> reads.find("search", () -> Optional.of("found")), requests);
        reads.retry();
        broken.set(false);
        await().until(() -> {
            reads.retry();
            runSteps();
            return search.isDone();
        });
        assertThat(search).isCompletedWithValue("found");
        assertThat(read).hasValue(4);
    }

    @Test
    void tellsTheOneWhoseStepIsUnderWayWhenItCloses() {
        FairReads<String> reads = new FairReads<>(steps::add, 1, limits(8, 8, 8));
        CompletableFuture<String> reading =
                CompletableFuture.supplyAsync(() -> reads.find("a", () -> Optional.of("never")), requests);
        await().until(() -> !steps.isEmpty());
        reads.close();
        assertThat(reading).failsWithin(LONG);
    }

    @Test
    void tellsThoseWhoWaitWhenItCloses() {
        FairReads<String> reads = new FairReads<>(steps::add, 1, limits(1, 8, 8));
        page(reads, "b", 10, () -> {});
        CompletableFuture<String> waiting =
                CompletableFuture.supplyAsync(() -> reads.find("a", () -> Optional.of("never")), requests);
        // it stands in the line when another one of the caller is refused
        await().until(() -> isRefused(reads, "a"));
        reads.close();
        assertThat(waiting).failsWithin(LONG);
        assertThat(isRefused(reads, "c")).isTrue();
    }

    private boolean isRefused(FairReads<String> reads, String caller) {
        CompletableFuture<String> another =
                CompletableFuture.supplyAsync(() -> reads.find(caller, () -> Optional.of("never")), requests);
        try {
            await().atMost(Duration.ofSeconds(1)).until(another::isDone);
            return another.isCompletedExceptionally();
        } catch (ConditionTimeoutException waits) {
            return false;
        }
    }
}

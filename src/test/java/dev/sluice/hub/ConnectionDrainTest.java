package dev.sluice.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.journal.MemoryJournal;
import dev.sluice.runtime.Threads;
import dev.sluice.settings.TestSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A drain that is cancelled, step by step: the ticker's thread is this one. */
@Timeout(60)
class ConnectionDrainTest {

    private final Threads threads = new Threads(Thread::new);
    private final StepwiseTicker ticker = new StepwiseTicker();
    private final Closers closers = new Closers(threads);
    private final Hub hub =
            new Hub(new MemoryJournal(Clock.systemUTC(), appended -> {}), threads, TestSettings.with(Map.of()));
    private List<RecordingOutlet> outlets;
    private ConnectionDrain drain;

    @BeforeEach
    void start() {
        hub.open();
        outlets = Stream.generate(RecordingOutlet::new).limit(3).toList();
        drain = new ConnectionDrain(
                outlets.stream()
                        .map(outlet -> hub.connect(outlet, ConnectionOwner.NOBODY))
                        .toList(),
                closers,
                ticker);
    }

    @AfterEach
    void stop() {
        hub.close();
        closers.close();
    }

    /** A connection that has been sent away says nothing after its farewell. */
    private void assertAllStay() {
        CountDownLatch answers = new CountDownLatch(outlets.size());
        hub.connections().forEach(connection -> connection.say(answers::countDown));
        await().until(() -> answers.getCount() == 0);
        assertThat(outlets).allMatch(outlet -> outlet.closed().isEmpty());
    }

    private void awaitAllGone() {
        await().until(() -> outlets.stream().allMatch(outlet -> outlet.closed().isPresent()));
    }

    @Test
    void leavesThoseWhoHaveNotBeenToldWhenItIsCancelled() {
        CompletionStage<Void> over = drain.within(Duration.ZERO);
        assertThat(drain.isUnderWay()).isTrue();
        drain.cancel();
        assertThat(drain.isUnderWay()).isFalse();
        assertThat(over.toCompletableFuture()).isDone();
        ticker.step();
        assertAllStay();
        assertThat(ticker.isIdle()).isTrue();
    }

    @Test
    void beginsAnewAfterItWasCancelled() {
        drain.within(Duration.ofMinutes(30));
        drain.cancel();
        CompletionStage<Void> over = drain.within(Duration.ZERO);
        assertThat(over.toCompletableFuture()).isNotDone();
        ticker.step();
        // of the one that was cancelled
        assertAllStay();
        ticker.step();
        awaitAllGone();
    }

    @Test
    void isNotBroughtToItsEndByAStepOfTheOneBefore() {
        drain.within(Duration.ZERO);
        drain.cancel();
        drain.within(Duration.ofMinutes(30));
        ticker.step();
        assertThat(ticker.size()).as("one chain of steps").isEqualTo(1);
    }
}

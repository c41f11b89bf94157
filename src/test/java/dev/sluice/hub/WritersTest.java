package dev.sluice.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.event.ContentType;
import dev.sluice.event.Cursor;
import dev.sluice.event.Draft;
import dev.sluice.event.Filters;
import dev.sluice.event.Payload;
import dev.sluice.event.Topic;
import dev.sluice.journal.MemoryJournal;
import dev.sluice.runtime.Threads;
import dev.sluice.settings.TestSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who writes to the clients of a hub, by the threads that it starts. */
@Timeout(60)
class WritersTest {

    private static final int FEW = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final Set<Thread> writers = ConcurrentHashMap.newKeySet();
    private final MemoryJournal journal =
            new MemoryJournal(Clock.systemUTC(), appended -> this.hub.onAppended(appended));
    private Hub hub;

    private void start(int most) {
        start(Map.of("sluice.writers", Integer.toString(most)));
    }

    private void start(Map<String, String> settings) {
        Threads threads = new Threads(task -> {
            Thread thread = new Thread(task);
            writers.add(thread);
            return thread;
        });
        hub = new Hub(journal, threads, TestSettings.with(settings));
        hub.open();
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private RecordingOutlet subscribe() {
        RecordingOutlet outlet = subscribe(new Start.Latest());
        await().until(() -> outlet.opening().isPresent());
        return outlet;
    }

    private RecordingOutlet subscribe(Start start) {
        RecordingOutlet outlet = new RecordingOutlet();
        Subscription subscription = new Subscription("s", Filters.of(List.of("a")), start);
        hub.connect(outlet, ConnectionOwner.NOBODY).subscribe(subscription, hub.locate(subscription, CallerKey.NONE));
        return outlet;
    }

    private List<RecordingOutlet> stall(int count) {
        List<RecordingOutlet> stalled =
                Stream.generate(this::subscribe).limit(count).toList();
        stalled.forEach(outlet -> outlet.stall(true));
        return stalled;
    }

    private void publish(int count) {
        Draft draft = new Draft(new Topic("a"), Payload.text(ContentType.TEXT, "x"));
        IntStream.range(0, count).forEach(i -> journal.append(List.of(draft)));
    }

    private long running() {
        return writers.stream()
                .filter(thread -> thread.getName().startsWith("sluice-writer-") && thread.isAlive())
                .count();
    }

    @Test
    void areFewWhileNobodyStalls() {
        start(1_000);
        List<RecordingOutlet> clients =
                Stream.generate(this::subscribe).limit(50).toList();
        publish(20);
        clients.forEach(client -> await().until(() -> client.count() == 20));
        assertThat(running()).isEqualTo(FEW);
    }

    @Test
    void getASubstituteForEachThatStalls() {
        start(1_000);
        List<RecordingOutlet> stalled = stall(10 * FEW);
        RecordingOutlet other = subscribe();
        publish(5);
        await().until(() -> other.count() == 5);
        await().until(() -> stalled.stream().allMatch(RecordingOutlet::isWriting));
        assertThat(running()).isGreaterThan(10L * FEW);
        assertThat(stalled).allMatch(client -> client.closed().isEmpty());
        stalled.forEach(client -> client.stall(false));
        stalled.forEach(client -> await().until(() -> client.count() == 5));
    }

    @Test
    void makeRoomWhenAllAreHeld() {
        start(FEW);
        List<RecordingOutlet> stalled = stall(2 * FEW);
        RecordingOutlet other = subscribe();
        publish(1);
        await().until(() -> other.count() == 1);
        assertThat(stalled)
                .filteredOn(client -> client.closed().isPresent())
                .isNotEmpty()
                .allMatch(client -> client.closed().equals(Optional.of(CloseCause.TOO_SLOW)));
    }

    /** What holds the threads then is the journal, not the clients. */
    @Test
    void sendNobodyAwayWhenTheJournalTakesItsTime() {
        start(Map.of("sluice.writers", Integer.toString(FEW), "sluice.tail.max-events", "1"));
        publish(10);
        CountDownLatch answering = new CountDownLatch(1);
        journal.beforeReading(() -> awaitUninterruptibly(answering));
        List<RecordingOutlet> clients = Stream.generate(() -> subscribe(new Start.After(new Cursor("memory", 1))))
                .limit(4L * FEW)
                .toList();
        await().during(Duration.ofSeconds(3))
                .until(() -> clients.stream().allMatch(client -> client.closed().isEmpty()));
        answering.countDown();
        clients.forEach(client -> await().until(() -> client.count() == 9));
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

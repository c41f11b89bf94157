package dev.sluice.hub;

import dev.sluice.event.ContentType;
import dev.sluice.event.Draft;
import dev.sluice.event.Filters;
import dev.sluice.event.Payload;
import dev.sluice.event.Topic;
import dev.sluice.journal.Appended;
import dev.sluice.journal.MemoryJournal;
import dev.sluice.runtime.Threads;
import dev.sluice.settings.TestSettings;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A hub on a journal in memory, with clients that remember. */
@Timeout(60)
abstract class HubScene {

    final MemoryJournal journal = new MemoryJournal(Clock.systemUTC(), this::ring);

    /** Whether the hub hears what is published; if not, it is as if another node had written. */
    volatile boolean bell = true;

    /** The newest bell, heard or not. */
    volatile Appended rung;

    Hub hub;

    private void ring(Appended appended) {
        rung = appended;
        if (bell) {
            hub.onAppended(appended);
        }
    }

    void start(Map<String, String> settings) {
        hub = new Hub(journal, new Threads(Thread::new), TestSettings.with(settings));
        hub.open();
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    void publish(String topic, int count) {
        Draft draft = new Draft(new Topic(topic), Payload.text(ContentType.TEXT, "x".repeat(100)));
        IntStream.range(0, count).forEach(i -> journal.append(List.of(draft)));
    }

    void complete(String topic) {
        journal.append(List.of(new Draft(new Topic(topic), Payload.text(ContentType.TEXT, "last")).completing()));
    }

    RecordingOutlet subscribe(Start start, String... filters) {
        RecordingOutlet outlet = new RecordingOutlet();
        subscribe(hub.connect(outlet, ConnectionOwner.NOBODY), "s", start, filters);
        return outlet;
    }

    void subscribe(Connection connection, String name, Start start, String... filters) {
        Subscription subscription = new Subscription(name, Filters.of(List.of(filters)), start);
        connection.subscribe(subscription, hub.locate(subscription, CallerKey.NONE));
    }

    static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }
}

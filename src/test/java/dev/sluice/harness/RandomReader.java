package dev.sluice.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Reads again and again from random cursors, often close to the end, where what is not yet committed could be skipped,
 * and notes each stretch. Runs in one thread; the stretches may be asked for when it has ended.
 */
public final class RandomReader extends Thread {

    /** How to read a stretch: which events, and up to which cursor that is all. */
    public interface Protocol {
        Stretch read(Gateway gateway, String topic, EventId after, int events);
    }

    private static final int CLOSE = 30;
    private static final int MOST_EVENTS = 300;

    private final Gateway gateway;
    private final Protocol protocol;
    private final String topic;
    private final EventId start;
    private final Random random;
    private final List<Stretch> stretches = new ArrayList<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    public RandomReader(Gateway gateway, Protocol protocol, String topic, EventId start, long seed) {
        super("random reader of " + topic);
        this.gateway = gateway;
        this.protocol = protocol;
        this.topic = topic;
        this.start = start;
        this.random = new Random(seed);
    }

    /** Asks it to end after the stretch that it is at. */
    public void stopSoon() {
        stopped = true;
    }

    public List<Stretch> stretches() {
        return stretches;
    }

    public Queue<Throwable> failures() {
        return failures;
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                stretches.add(protocol.read(gateway, topic, somewhere(), 1 + random.nextInt(MOST_EVENTS)));
            }
        } catch (RuntimeException | AssertionError failure) {
            failures.add(failure);
        }
    }

    private EventId somewhere() {
        long length = EventId.parse(gateway.http().end()).position() - start.position();
        int reach = (int) (random.nextBoolean() ? Math.min(CLOSE, length) : length);
        return start.plus(length - random.nextInt(reach + 1));
    }

    public static Stretch poll(Gateway gateway, String topic, EventId after, int events) {
        String query = "topic=" + topic;
        List<Received> seen = new ArrayList<>();
        String cursor = after.toString();
        // small pages, and one more at the end: an empty page says something too
        for (int polls = 0; polls < 2 + events / 10; polls++) {
            Page page = gateway.http().history(query + "&limit=20&after=" + cursor);
            assertThat(page.hasGap()).as(page.toString()).isFalse();
            seen.addAll(page.received());
            cursor = page.cursor();
        }
        return new Stretch("a poll", query, after, EventId.parse(cursor), new Run(seen));
    }

    public static Stretch stream(Gateway gateway, String topic, EventId after, int events) {
        String query = "topic=" + topic;
        try (SseStream stream = gateway.resume(query, after.toString())) {
            Run seen = new Run(stream.events(events));
            return new Stretch("a stream", query, after, seen.last(), seen);
        }
    }

    public static Stretch webSocket(Gateway gateway, String topic, EventId after, int events) {
        try (WsClient client = WsClient.sluice(gateway)) {
            client.subscribe("s", topic, "'after':'" + after + "'");
            Run seen = new Run(client.events("s", events));
            return new Stretch("a WebSocket", "topic=" + topic, after, seen.last(), seen);
        }
    }
}

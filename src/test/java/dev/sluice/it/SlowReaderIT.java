package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.harness.EndedException;
import dev.sluice.harness.EventId;
import dev.sluice.harness.Follower;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Heap;
import dev.sluice.harness.Limits;
import dev.sluice.harness.RawSocket;
import dev.sluice.harness.RawWebSocket;
import dev.sluice.harness.Received;
import dev.sluice.harness.Setup;
import dev.sluice.harness.SseStream;
import dev.sluice.harness.WsClient;
import dev.sluice.servers.ExceptWhere;
import dev.sluice.servers.OnEveryServer;
import dev.sluice.servers.Quirk;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two subscribers stop reading for a minute while a hundred thousand events are published; six others go on. That the
 * six are not delayed is shown without a clock: event k + 20,000 is not published before each of them has event k.
 */
@OnEveryServer
class SlowReaderIT {

    private static final int EVENTS = 100_000;
    private static final int BATCH = 500;
    private static final int LEAD = 20_000;
    private static final int EACH = 3;
    private static final int RECEIVE_BUFFER = 8_192;
    private static final Duration STALL = Duration.ofMinutes(1);
    private static final String TOPIC = "slow/reader";
    private static final String PADDING = "x".repeat(140);

    /** What the server may keep alive in its heap of 256 MiB: itself, the tail and the database's cache. */
    private static final long MOST_LIVE = 192L << 20;

    /** By which the second half of the events may add to that, when the tail has long been full: nothing, really. */
    private static final long MOST_GROWTH = 24L << 20;

    private final List<Follower> others = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Gateway gateway;
    private EventId start;
    private volatile int resumes;

    @BeforeEach
    void startSmall() {
        gateway = Gateway.start(Setup.named("slow").heap("256m").with("sluice.publish.rate-per-address", 1_000_000));
        start = EventId.parse(gateway.http().end());
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        gateway.close();
    }

    @Test
    void slowsOnlyItselfAndGetsEverythingInTheEnd() {
        connectOthers();
        SseStream stream = open(SseStream.open(small(), "topic=" + TOPIC, ""));
        stream.ready();
        RawWebSocket client = open(RawWebSocket.open(small()));
        client.send("{'type':'subscribe','sub':'s','topics':['%s']}".formatted(TOPIC));
        client.take("subscribed", Limits.ANSWER);

        stream.stopReading();
        client.stopReading();
        Instant stalledUntil = Instant.now().plus(STALL);
        publishInStepWithTheOthers(0, EVENTS / 2);
        long half = liveBytes();
        publishInStepWithTheOthers(EVENTS / 2, EVENTS);
        others.forEach(other -> awaitThat(other.getName() + " has everything", other, other::hasAll));
        assertThat(stream.eventsArrived()).as("events at the stalled stream").isLessThan(EVENTS);
        assertThat(client.inbox().eventsArrived())
                .as("events at the stalled WebSocket")
                .isLessThan(EVENTS);
        await("the end of the minute")
                .atMost(STALL.plusSeconds(5))
                .until(() -> Instant.now().isAfter(stalledUntil));
        long full = liveBytes();
        System.out.printf("live heap with two stalled: %d MiB at half, %d MiB at the end%n", half >> 20, full >> 20);
        assertThat(full - half).as("growth of the live heap").isLessThan(MOST_GROWTH);
        assertThat(full).as("live heap").isLessThan(MOST_LIVE);

        stream.readOn();
        client.readOn();
        getsEverything("stalled stream", new ResumingStream(stream));
        getsEverything("stalled WebSocket", new ResumingWebSocket(client));
        System.out.printf("after the stall: resumed on a new connection=%d, on the same=%d%n", resumes, 2 - resumes);
        assertThat(gateway.http().everything("topic=" + TOPIC, start.toString()).size())
                .isEqualTo(EVENTS);
    }

    /** More clients that do not read than there may be writers, of each kind: they must go, or nobody hears anything. */
    @Test
    @ExceptWhere(Quirk.LETS_NOBODY_END_A_WRITE)
    void makesRoomForThoseThatRead() {
        try (Gateway narrow = Gateway.start(
                Setup.named("narrow").with("sluice.writers", 4).with("sluice.publish.rate-per-address", 1_000_000))) {
            for (int i = 0; i < 8; i++) {
                SseStream stream =
                        open(SseStream.open(RawSocket.open(narrow.port(), RECEIVE_BUFFER), "topic=" + TOPIC, ""));
                stream.ready();
                stream.stopReading();
                RawWebSocket client = open(RawWebSocket.open(RawSocket.open(narrow.port(), RECEIVE_BUFFER)));
                client.send("{'type':'subscribe','sub':'s','topics':['%s']}".formatted(TOPIC));
                client.take("subscribed", Limits.ANSWER);
                client.stopReading();
            }
            SseStream other = open(narrow.stream("topic=slow/healthy"));
            other.ready();
            for (int i = 0; i < 100; i++) {
                narrow.http().publishAll(TOPIC, Collections.nCopies(1_000, PADDING.repeat(5)));
                EventId id = narrow.http().publish("slow/healthy", "x");
                assertThat(other.event().id()).isEqualTo(id);
            }
        }
    }

    private void connectOthers() {
        for (int i = 0; i < EACH; i++) {
            SseStream stream = open(gateway.stream("topic=slow/*"));
            stream.ready();
            follow("stream " + i, stream::event);
            WsClient client = open(i == 0 ? WsClient.plain(gateway) : WsClient.sluice(gateway));
            client.subscribe("s", "slow/**", "");
            follow("WebSocket " + i, () -> Received.of(client.message("s")));
        }
    }

    private void follow(String name, Supplier<Received> source) {
        Follower other = new Follower(name, source, this::event, EVENTS);
        others.add(other);
        other.start();
    }

    private void publishInStepWithTheOthers(int first, int end) {
        for (int next = first; next < end; next += BATCH) {
            int least = next - LEAD;
            others.forEach(other -> awaitThat(other.getName() + " follows", other, () -> other.seen() >= least));
            List<EventId> ids = gateway.http()
                    .publishAll(
                            TOPIC,
                            IntStream.range(next, next + BATCH)
                                    .mapToObj(SlowReaderIT::data)
                                    .toList());
            assertThat(ids.get(0)).isEqualTo(event(next).id());
        }
    }

    private void getsEverything(String name, Supplier<Received> source) {
        Follower follower = new Follower(name, source, this::event, EVENTS);
        follower.start();
        await(name).atMost(Limits.LOAD).until(() -> follower.hasAll() || follower.isWrong());
        assertThat(follower.fault()).isEmpty();
    }

    private void awaitThat(String what, Follower other, BooleanSupplier holds) {
        if (!holds.getAsBoolean()) {
            await(what)
                    .atMost(Limits.LOAD)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> holds.getAsBoolean() || other.isWrong());
        }
        assertThat(other.fault()).isEmpty();
    }

    /** Nobody else publishes: the position says which event it is. */
    private Received event(int index) {
        return new Received(start.plus(index + 1L), data(index));
    }

    private static String data(int index) {
        return index + PADDING;
    }

    private long liveBytes() {
        return Heap.canBeMeasured() ? Heap.liveBytes(gateway.pid()) : 0;
    }

    private RawSocket small() {
        return RawSocket.open(gateway.port(), RECEIVE_BUFFER);
    }

    private <T extends AutoCloseable> T open(T connection) {
        open.add(connection);
        return connection;
    }

    /** Reads on; and if the gateway has closed meanwhile, comes back with its cursor, as it is meant to. */
    private final class ResumingStream implements Supplier<Received> {
        private SseStream stream;

        ResumingStream(SseStream stream) {
            this.stream = stream;
        }

        @Override
        public Received get() {
            try {
                return stream.event();
            } catch (EndedException closed) {
                resumes++;
                stream = open(gateway.resume("topic=" + TOPIC, stream.cursor()));
                return stream.event();
            }
        }
    }

    private final class ResumingWebSocket implements Supplier<Received> {
        private Supplier<Received> events;
        private String cursor = start.toString();

        ResumingWebSocket(RawWebSocket client) {
            events = () -> client.event(Limits.ANSWER);
        }

        @Override
        public Received get() {
            Received event;
            try {
                event = events.get();
            } catch (EndedException closed) {
                resumes++;
                WsClient again = open(WsClient.sluice(gateway));
                again.subscribe("s", TOPIC, "'after':'" + cursor + "'");
                events = () -> Received.of(again.message("s"));
                event = events.get();
            }
            cursor = event.id().toString();
            return event;
        }
    }
}

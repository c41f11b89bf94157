package dev.sluice.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A client of the stream. A thread of its own reads what comes into a queue; everything else is for one thread, the
 * test's.
 */
public final class SseStream implements AutoCloseable {

    private final RawSocket socket;
    private final RawSocket.Head head;
    private final BlockingQueue<SseBlock> blocks = new LinkedBlockingQueue<>();
    private volatile long eventsArrived;
    private String cursor = "";

    private SseStream(RawSocket socket, RawSocket.Head head) {
        this.socket = socket;
        this.head = head;
        Thread reader = new Thread(this::read, "sse reader");
        reader.setDaemon(true);
        reader.start();
    }

    /** @param headers further headers, each with its line end */
    public static SseStream open(RawSocket socket, String query, String headers) {
        socket.send("GET /api/events?" + query + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
                + headers + "\r\n");
        try {
            socket.readWithin(Limits.ANSWER);
            RawSocket.Head head = socket.readHead();
            if (head.status() != 200) {
                socket.cut();
                throw new RefusedException(head.status());
            }
            socket.readWithin(Duration.ZERO);
            return new SseStream(socket, head);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RawSocket.Head head() {
        return head;
    }

    /** The next block, whatever it is. */
    public SseBlock next() {
        return next(Limits.ANSWER);
    }

    public SseBlock next(Duration limit) {
        try {
            SseBlock block = blocks.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(block).as("a block within %s, after %s", limit, cursor).isNotNull();
            if (block == SseBlock.END) {
                blocks.add(block);
                throw new EndedException(cursor);
            }
            cursor = block.lastEventId();
            return block;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** The next block that fires an event in a browser. */
    public SseBlock nextEvent() {
        SseBlock block = next();
        while (!block.firesAnEvent()) {
            block = next();
        }
        return block;
    }

    public SseBlock nextHeartbeat() {
        SseBlock block = next();
        assertThat(block.firesAnEvent()).as(block.raw()).isFalse();
        return block;
    }

    public SseBlock ready() {
        SseBlock block = next();
        assertThat(block.event()).as(block.raw()).isEqualTo("sluice.ready");
        return block;
    }

    public SseBlock gap() {
        SseBlock block = nextEvent();
        assertThat(block.event()).as(block.raw()).isEqualTo("sluice.gap");
        return block;
    }

    /** The next published event, which may be the first of the stream; a gap instead of it is a failure. */
    public Received event() {
        SseBlock block = nextEvent();
        if (block.event().equals("sluice.ready")) {
            block = nextEvent();
        }
        assertThat(block.isOfTheGateway()).as(block.raw()).isFalse();
        return block.received();
    }

    public List<Received> events(int count) {
        List<Received> events = new ArrayList<>();
        while (events.size() < count) {
            events.add(event());
        }
        return events;
    }

    public List<Received> eventsUpTo(EventId last) {
        List<Received> events = new ArrayList<>();
        while (events.isEmpty() || !events.get(events.size() - 1).id().equals(last)) {
            events.add(event());
        }
        return events;
    }

    /** What a browser would send as Last-Event-ID, had it come as far as the test has. */
    public String cursor() {
        return cursor;
    }

    /** How many published events have arrived, taken or not. For use by any thread. */
    public long eventsArrived() {
        return eventsArrived;
    }

    public void stopReading() {
        socket.valve().shut();
    }

    public void readOn() {
        socket.valve().open();
    }

    public void cut() {
        socket.cut();
    }

    @Override
    public void close() {
        readOn();
        cut();
    }

    private void read() {
        SseParser parser = new SseParser(this::arrived);
        byte[] buffer = new byte[8192];
        try {
            InputStream body = socket.body(head);
            for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
                parser.feed(buffer, count);
            }
        } catch (IOException cutOff) {
            // an end like any other: what counts is the cursor
        }
        blocks.add(SseBlock.END);
    }

    private void arrived(SseBlock block) {
        if (block.firesAnEvent() && !block.isOfTheGateway()) {
            eventsArrived++;
        }
        blocks.add(block);
    }
}

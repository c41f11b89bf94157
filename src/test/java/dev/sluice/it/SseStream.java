package dev.sluice.it;

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
final class SseStream implements AutoCloseable {

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
    static SseStream open(RawSocket socket, String query, String headers) {
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

    RawSocket.Head head() {
        return head;
    }

    /** The next block, whatever it is. */
    SseBlock next() {
        return next(Limits.ANSWER);
    }

    SseBlock next(Duration limit) {
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
    SseBlock nextEvent() {
        SseBlock block = next();
        while (!block.firesAnEvent()) {
            block = next();
        }
        return block;
    }

    SseBlock nextHeartbeat() {
        SseBlock block = next();
        assertThat(block.firesAnEvent()).as(block.raw()).isFalse();
        return block;
    }

    SseBlock ready() {
        SseBlock block = next();
        assertThat(block.event()).as(block.raw()).isEqualTo("sluice.ready");
        return block;
    }

    SseBlock gap() {
        SseBlock block = nextEvent();
        assertThat(block.event()).as(block.raw()).isEqualTo("sluice.gap");
        return block;
    }

    /** The next published event, which may be the first of the stream; a gap instead of it is a failure. */
    Received event() {
        SseBlock block = nextEvent();
        if (block.event().equals("sluice.ready")) {
            block = nextEvent();
        }
        assertThat(block.isOfTheGateway()).as(block.raw()).isFalse();
        return block.received();
    }

    List<Received> events(int count) {
        List<Received> events = new ArrayList<>();
        while (events.size() < count) {
            events.add(event());
        }
        return events;
    }

    List<Received> eventsUpTo(EventId last) {
        List<Received> events = new ArrayList<>();
        while (events.isEmpty() || !events.get(events.size() - 1).id().equals(last)) {
            events.add(event());
        }
        return events;
    }

    /** What a browser would send as Last-Event-ID, had it come as far as the test has. */
    String cursor() {
        return cursor;
    }

    /** How many published events have arrived, taken or not. For use by any thread. */
    long eventsArrived() {
        return eventsArrived;
    }

    void stopReading() {
        socket.valve().shut();
    }

    void readOn() {
        socket.valve().open();
    }

    void cut() {
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

package dev.sluice.harness;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A browser that stays on one stream through every cut: it reconnects with its {@code Last-Event-ID} until it succeeds,
 * and keeps what it got. A thread of its own reads; this object's lock guards what it got.
 */
public final class FollowingReader implements AutoCloseable {

    private static final int RECONNECT_MILLIS = 100;

    private final Gateway gateway;
    private final String query;
    private final List<Received> received = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private final Thread thread;
    private String cursor;
    private volatile String fault = "";

    public FollowingReader(Gateway gateway, String query, String start) {
        this.gateway = gateway;
        this.query = query;
        this.cursor = start;
        thread = new Thread(this::follow, "following reader");
        thread.setDaemon(true);
        thread.start();
    }

    public synchronized Run received() {
        return new Run(received);
    }

    public synchronized boolean hasCome(EventId upTo) {
        return !received.isEmpty()
                && !upTo.isAfter(received.get(received.size() - 1).id());
    }

    /** What went wrong that no reconnect mends; empty if nothing did. */
    public String fault() {
        return fault;
    }

    public int connections() {
        return connections.get();
    }

    /** How often there was an answer that is no stream: a browser would have given up. */
    public int refusals() {
        return refusals.get();
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
    }

    private void follow() {
        try {
            do {
                connect();
            } while (!closed.await(RECONNECT_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        } catch (AssertionError | RuntimeException wrong) {
            fault = wrong.toString();
        }
    }

    private void connect() {
        try (SseStream stream = gateway.resume(query, cursor)) {
            connections.incrementAndGet();
            read(stream);
        } catch (UncheckedIOException notThere) {
            // the next one may succeed
        } catch (RefusedException notYet) {
            refusals.incrementAndGet();
        }
    }

    private void read(SseStream stream) {
        try {
            while (closed.getCount() > 0) {
                Received event = stream.event();
                synchronized (this) {
                    received.add(event);
                }
                cursor = stream.cursor();
            }
        } catch (EndedException cut) {
            cursor = stream.cursor().isEmpty() ? cursor : stream.cursor();
        }
    }
}

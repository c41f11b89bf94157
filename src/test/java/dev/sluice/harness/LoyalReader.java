package dev.sluice.harness;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A reader that comes back whenever it has been sent away: after the delay that it was told, as a browser does, and from
 * where it had got to. A thread of its own reads; the object's lock guards what it got.
 */
public abstract class LoyalReader implements AutoCloseable {

    /** When it was sent away, and how soon it was to come back. */
    public record Farewell(long nanos, int delay, int ready) {}

    private final Gateway gateway;
    private final List<Received> received = new ArrayList<>();
    private final List<Farewell> farewells = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::stay, "loyal reader");
    private boolean here;
    private long cameNanos;
    private int delay;
    private String cursor;
    private String fault = "";

    public LoyalReader(Gateway gateway, String cursor) {
        this.gateway = gateway;
        this.cursor = cursor;
        thread.setDaemon(true);
    }

    public LoyalReader start() {
        thread.start();
        return this;
    }

    /** Connects, and reads until it is sent away or cut off. */
    protected abstract void read(Gateway from, String after);

    protected final synchronized void came() {
        here = true;
        cameNanos = System.nanoTime();
    }

    protected final synchronized void got(Received event) {
        received.add(event);
    }

    protected final synchronized void hasSeen(String newCursor) {
        cursor = newCursor;
    }

    protected final synchronized void comeBackAfter(int millis) {
        delay = millis;
    }

    public final synchronized Run received() {
        return new Run(received);
    }

    public final synchronized List<Farewell> farewells() {
        return List.copyOf(farewells);
    }

    public final synchronized boolean isHere() {
        return here;
    }

    /** When it came for the last time. */
    public final synchronized long cameNanos() {
        return cameNanos;
    }

    /** What it has been told last. */
    public final synchronized int delay() {
        return delay;
    }

    /** What no browser would mend by coming back; empty if there was nothing. */
    public final synchronized String fault() {
        return fault;
    }

    public final synchronized boolean hasCome(EventId upTo) {
        return !received.isEmpty()
                && !upTo.isAfter(received.get(received.size() - 1).id());
    }

    @Override
    public final void close() {
        closed.countDown();
        thread.interrupt();
    }

    private void stay() {
        try {
            do {
                come();
            } while (!closed.await(delay(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        } catch (AssertionError | RuntimeException wrong) {
            synchronized (this) {
                fault = wrong.toString();
            }
        }
    }

    private void come() {
        String after;
        synchronized (this) {
            after = cursor;
        }
        try {
            read(gateway, after);
        } catch (EndedException sentAway) {
            if (isHere()) {
                leave();
            }
        } catch (UncheckedIOException notThere) {
            // the port is closed: a browser tries again
        }
    }

    private void leave() {
        long now = System.nanoTime();
        int ready = readiness();
        synchronized (this) {
            here = false;
            farewells.add(new Farewell(now, delay, ready));
        }
    }

    /** The status that a balancer would see; 0 if the port is closed. */
    private int readiness() {
        try {
            return gateway.http()
                    .send(gateway.http().to("/api/health/ready").GET())
                    .status();
        } catch (UncheckedIOException gone) {
            return 0;
        }
    }
}

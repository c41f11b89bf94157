package dev.sluice.session;

import dev.sluice.policy.Shares.Share;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The WebSocket message that a client has begun and not ended, of which the server keeps all that has come. A message takes
 * one of a bounded number of places as soon as it is large. The thread that reads the client calls; any thread may close, and
 * ask for the age.
 */
public final class IncomingMessage implements AutoCloseable {

    /** Larger messages take a place. */
    public static final int SMALL = 64 << 10;

    private final LongSupplier clock;
    private final Supplier<Optional<Share>> places;

    /** By the clock, whose times are odd here; 0 if none has begun. */
    private volatile long began;

    /** While an earlier message is handled, the next one cannot be read. */
    private volatile boolean paused;

    private volatile boolean refused;

    private long bytes;

    // guarded by the monitor
    private Share place;
    private boolean closed;

    /**
     * @param clock in nanoseconds
     * @param places gives a place for a large message, or none
     */
    public IncomingMessage(LongSupplier clock, Supplier<Optional<Share>> places) {
        this.clock = clock;
        this.places = places;
    }

    /** The first fragment has begun. */
    public void begin() {
        bytes = 0;
        began = now();
    }

    private long now() {
        return clock.getAsLong() | 1;
    }

    /** Whether more bytes may be passed on to the server. */
    public boolean grow(int count) {
        bytes += count;
        if (bytes > SMALL && bytes - count <= SMALL) {
            refused = !takePlace();
        }
        return !refused;
    }

    private synchronized boolean takePlace() {
        if (closed) {
            return false;
        }
        release();
        place = places.get().orElse(null);
        return place != null;
    }

    /** All of it has come. */
    public void end() {
        began = 0;
        if (bytes > SMALL) {
            release();
        }
        bytes = 0;
    }

    private synchronized void release() {
        if (place != null) {
            place.close();
            place = null;
        }
    }

    /** The client has gone: nothing is taken any more. */
    @Override
    public synchronized void close() {
        closed = true;
        release();
    }

    void pause() {
        paused = true;
    }

    void resume() {
        if (began != 0) {
            began = now();
        }
        paused = false;
    }

    /** Whether there was no place for it. */
    boolean isRefused() {
        return refused;
    }

    /** Zero if there is none. */
    Duration age() {
        long since = began;
        return since == 0 || paused ? Duration.ZERO : Duration.ofNanos(now() - since);
    }
}

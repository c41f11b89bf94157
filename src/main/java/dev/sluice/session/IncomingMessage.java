package dev.sluice.session;

import dev.sluice.policy.Bulkhead.Permit;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The incomplete WebSocket message of a client, which the server buffers until its end. A message needs one of a bounded number
 * of permits as soon as it is large. The thread that reads from the client calls; any thread may close, and read the age.
 */
public final class IncomingMessage implements AutoCloseable {

    /** Messages with more bytes need a permit. */
    public static final int SMALL = 64 << 10;

    private final LongSupplier clock;
    private final Supplier<Optional<Permit>> permits;

    /** The start of the message in nanoseconds; 0 without a message. Start times are made odd, so none is 0. */
    private volatile long began;

    /** True while the previous message is handled, since the next one cannot be read then. */
    private volatile boolean paused;

    private volatile boolean refused;

    private long bytes;

    // guarded by the monitor
    private Permit permit;
    private boolean closed;

    /**
     * @param clock in nanoseconds
     * @param permits gives a permit for a large message; empty if none is available
     */
    public IncomingMessage(LongSupplier clock, Supplier<Optional<Permit>> permits) {
        this.clock = clock;
        this.permits = permits;
    }

    /** Starts a message with its first fragment. */
    public void begin() {
        bytes = 0;
        began = now();
    }

    private long now() {
        return clock.getAsLong() | 1;
    }

    /** Counts bytes of the message. Gives whether they may be passed on to the server. */
    public boolean grow(int count) {
        bytes += count;
        if (bytes > SMALL && bytes - count <= SMALL) {
            refused = !acquirePermit();
        }
        return !refused;
    }

    private synchronized boolean acquirePermit() {
        if (closed) {
            return false;
        }
        release();
        permit = permits.get().orElse(null);
        return permit != null;
    }

    /** Ends the message: its last fragment has arrived. */
    public void end() {
        began = 0;
        if (bytes > SMALL) {
            release();
        }
        bytes = 0;
    }

    private synchronized void release() {
        if (permit != null) {
            permit.close();
            permit = null;
        }
    }

    /** Returns the permit. The client has disconnected, and gets no further permit. */
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

    /** Whether the message was refused a permit. */
    boolean isRefused() {
        return refused;
    }

    /** The time since the first fragment; zero without a message. */
    Duration age() {
        long since = began;
        return since == 0 || paused ? Duration.ZERO : Duration.ofNanos(now() - since);
    }
}

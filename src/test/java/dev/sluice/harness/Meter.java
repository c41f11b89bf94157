package dev.sluice.harness;

/** The bandwidth of a line: bytes may pass while it has some left. For one thread. */
public final class Meter {

    /** A tenth of a second's worth may be saved up. */
    private static final int BURSTS_PER_SECOND = 10;

    private final long bytesPerSecond;
    private double left;
    private long then = System.nanoTime();

    public Meter(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    public boolean hasSome() {
        long now = System.nanoTime();
        left = Math.min(
                (double) bytesPerSecond / BURSTS_PER_SECOND,
                left + (double) bytesPerSecond * (now - then) / 1_000_000_000);
        then = now;
        return left > 0;
    }

    /** May take more than is left: the next bytes wait until that is paid back. */
    public void take(long bytes) {
        left -= bytes;
    }
}

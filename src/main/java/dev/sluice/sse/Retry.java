package dev.sluice.sse;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** What clients are told to wait before they reconnect: each another time, so that they do not all come at once. */
record Retry(Duration average) {

    /** Milliseconds, from half the average to one and a half. */
    String soon() {
        return Long.toString(jittered());
    }

    /** For when coming back soon would not help. */
    String muchLater() {
        return Long.toString(5 * jittered());
    }

    private long jittered() {
        long millis = average.toMillis();
        return millis / 2 + ThreadLocalRandom.current().nextLong(millis + 1);
    }
}

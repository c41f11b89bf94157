package dev.sluice.hub;

import java.time.Duration;

/** When something was heard of a client last, and when it is to be asked. Times are the hub's. */
final class Signs {

    private final long silence;
    private volatile long heard;

    /** Of the ticker. */
    private long asked;

    Signs(Duration silence, long now) {
        this.silence = silence.toNanos();
        this.heard = now;
        this.asked = now;
    }

    void heard(long now) {
        heard = now;
    }

    boolean areMissing(long now) {
        return now - heard > silence;
    }

    /** Whether the client is to be asked now: there is time for a second question. */
    boolean areDue(long now) {
        if (now - heard < silence / 2 || now - asked < silence / 4) {
            return false;
        }
        asked = now;
        return true;
    }
}

package dev.sluice.hub;

import java.time.Duration;

/** When something was heard of a client last, and when it is to be asked. Times are the hub's. */
final class Liveness {

    private final long silence;
    private final long pulse;
    private volatile long heard;

    /** Whether the door is busy with what the client has said, and cannot hear more: then it is not the client that is silent. */
    private volatile boolean busy;

    /** Of the ticker. */
    private long asked;

    Liveness(Duration silence, Duration pulse, long now) {
        this.silence = silence.toNanos();
        this.pulse = pulse.toNanos();
        this.heard = now;
        this.asked = now;
    }

    /** A closed connection is detected by the second failing write. */
    long nextPulse(long now) {
        return now + pulse;
    }

    void busy() {
        busy = true;
    }

    void heard(long now) {
        heard = now;
        busy = false;
    }

    boolean areMissing(long now) {
        return !busy && now - heard > silence;
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

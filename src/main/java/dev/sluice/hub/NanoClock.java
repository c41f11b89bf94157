package dev.sluice.hub;

/** The clock of the ticker and of the writes. Its times are odd, so that an even number may mark a write that has ended. */
final class NanoClock {

    private NanoClock() {}

    static long now() {
        return System.nanoTime() | 1;
    }
}

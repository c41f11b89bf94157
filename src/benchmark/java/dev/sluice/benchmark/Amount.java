package dev.sluice.benchmark;

import java.util.Locale;

/** How much a run is to be: the numbers that it is told by {@code -Dbenchmark.…}. */
enum Amount {
    ROUNDS(1),
    /** Seconds before each measurement. */
    WARMUP(0),
    /** Of one measurement. */
    SECONDS(1),
    /** That are idle. */
    CONNECTIONS(1),
    /** How many come back in a storm. */
    STORM(1),
    /** How many events the journal has before the replays. */
    JOURNAL(1_000);

    private final int least;

    Amount(int least) {
        this.least = least;
    }

    /** Before anything starts: what cannot be used is no default, but the end. */
    static void check() {
        for (Amount amount : values()) {
            amount.value();
        }
    }

    int value() {
        String name = "benchmark." + name().toLowerCase(Locale.ROOT);
        String told = System.getProperty(name, "");
        try {
            int value = Integer.parseInt(told);
            if (value >= least) {
                return value;
            }
        } catch (NumberFormatException e) {
            // it is answered like a number that is too small
        }
        throw new IllegalArgumentException(
                "-D%s=%s: it takes a whole number, %,d to %,d".formatted(name, told, least, Integer.MAX_VALUE));
    }
}

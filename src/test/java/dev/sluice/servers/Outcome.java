package dev.sluice.servers;

/** How many tests did what. */
record Outcome(int passed, int failed, int skipped) {

    static final Outcome NOTHING = new Outcome(0, 0, 0);
    static final Outcome PASSED = new Outcome(1, 0, 0);
    static final Outcome FAILED = new Outcome(0, 1, 0);
    static final Outcome SKIPPED = new Outcome(0, 0, 1);

    Outcome plus(Outcome other) {
        return new Outcome(passed + other.passed, failed + other.failed, skipped + other.skipped);
    }
}

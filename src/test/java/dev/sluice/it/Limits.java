package dev.sluice.it;

import java.time.Duration;

/** How long anything is waited for. Far more than it takes: these end a test that hangs, they judge no speed. */
final class Limits {

    static final Duration ANSWER = Duration.ofSeconds(30);
    static final Duration START = Duration.ofMinutes(5);
    static final Duration STOP = Duration.ofSeconds(60);
    static final Duration LOAD = Duration.ofMinutes(5);

    private Limits() {}
}

package dev.sluice.harness;

import java.time.Duration;

/** How long anything is waited for. Far more than it takes: these end a test that hangs, they judge no speed. */
public final class Limits {

    public static final Duration ANSWER = Duration.ofSeconds(30);
    public static final Duration START = Duration.ofMinutes(5);
    public static final Duration STOP = Duration.ofSeconds(60);
    public static final Duration LOAD = Duration.ofMinutes(5);

    private Limits() {}
}

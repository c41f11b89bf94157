package dev.sluice.harness;

import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * A thread that takes one event after another from a reader and compares it with what must come, without keeping it: a
 * hundred thousand events, once, in order.
 */
public final class Follower extends Thread {

    private final Supplier<Received> source;
    private final IntFunction<Received> expected;
    private final int count;
    private volatile int seen;
    private volatile String fault = "";

    public Follower(String name, Supplier<Received> source, IntFunction<Received> expected, int count) {
        super(name);
        this.source = source;
        this.expected = expected;
        this.count = count;
        setDaemon(true);
    }

    public int seen() {
        return seen;
    }

    public boolean hasAll() {
        return seen == count;
    }

    /** What was wrong; empty if nothing was. */
    public String fault() {
        return fault;
    }

    public boolean isWrong() {
        return !fault.isEmpty();
    }

    @Override
    public void run() {
        try {
            for (int i = 0; i < count; i++) {
                Received event = source.get();
                if (!event.equals(expected.apply(i))) {
                    fault = "%s: event %d is %s instead of %s".formatted(getName(), i, event, expected.apply(i));
                    return;
                }
                seen = i + 1;
            }
        } catch (RuntimeException | AssertionError failure) {
            fault = getName() + " after " + seen + " events: " + failure;
        }
    }
}

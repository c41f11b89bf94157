package dev.sluice.hub;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A ticker that does what it is given when the test says so, in the order in which it was given. */
final class StepwiseTicker extends ScheduledThreadPoolExecutor {

    private final Queue<Runnable> steps = new ArrayDeque<>();

    StepwiseTicker() {
        super(0);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable step, long delay, TimeUnit unit) {
        steps.add(step);
        return null;
    }

    void step() {
        steps.remove().run();
    }

    int size() {
        return steps.size();
    }

    boolean isIdle() {
        return steps.isEmpty();
    }
}

package dev.sluice.harness;

import java.time.Duration;

/**
 * The part of this machine's processors that other programs leave to a process and to this one, from its begin on. Limits
 * for a machine of one's own hold for a shared one when they are stretched by it.
 */
public final class ProcessorShare {

    /** Below that nothing can be said. */
    private static final double LEAST = 0.1;

    private final long pid;
    private final long begin = System.nanoTime();
    private final Duration all = ProcessTrace.processorTimeOfAll();
    private final Duration its;
    private final Duration own;

    private ProcessorShare(long pid) {
        this.pid = pid;
        this.its = ProcessTrace.processorTime(pid);
        this.own = ownTime();
    }

    public static ProcessorShare begin(long pid) {
        return new ProcessorShare(pid);
    }

    private static Duration ownTime() {
        return ProcessTrace.processorTime(ProcessHandle.current().pid());
    }

    /** The time that the process has had a processor. */
    public Duration time() {
        return ProcessTrace.processorTime(pid).minus(its);
    }

    /** Of all processors; 1 if no other program has run. */
    public double share() {
        Duration there = Duration.ofNanos(System.nanoTime() - begin)
                .multipliedBy(Runtime.getRuntime().availableProcessors());
        Duration others = ProcessTrace.processorTimeOfAll()
                .minus(all)
                .minus(time())
                .minus(ownTime().minus(own));
        return Math.min(1, Math.max(LEAST, 1 - (double) others.toMillis() / there.toMillis()));
    }

    /** The limit for a machine that is shared as this one has been. */
    public Duration stretch(Duration limit) {
        return Duration.ofNanos((long) (limit.toNanos() / share()));
    }
}

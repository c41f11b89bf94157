package dev.sluice.runtime;

import dev.sluice.log.LogMessage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.function.UnaryOperator;

/**
 * Threads that wait until GlassFish runs them. It refuses the managed threads of an application while it enables that
 * application, and a refused thread ends at once without its task: the gateway would answer and never do anything.
 *
 * <p>Any thread may call; the monitor guards the fields, also while the server is tried.
 */
final class GlassFishThreads implements ThreadFactory {

    private static final Logger LOG = System.getLogger(GlassFishThreads.class.getName());

    /** Doubles up to the longest: GlassFish logs each refusal with its stack. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** An application that has not been enabled by then has failed. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final ThreadFactory managed;
    private final UnaryOperator<Runnable> inContext;

    /** Does nothing, in the context of the thread that deploys. */
    private Runnable trial;

    private boolean running;
    private long pause = FIRST_PAUSE.toNanos();
    private long nextTry;

    /**
     * @param managed makes threads that the server may refuse
     * @param inContext has any thread run a task in the context of its caller, or throws {@link IllegalStateException}
     */
    GlassFishThreads(ThreadFactory managed, UnaryOperator<Runnable> inContext) {
        this.managed = managed;
        this.inContext = inContext;
    }

    @Override
    public Thread newThread(Runnable task) {
        if (isRunning()) {
            return managed.newThread(task);
        }
        Runnable contextual = inContext.apply(task);
        Runnable patient = () -> {
            if (await()) {
                contextual.run();
            }
        };
        // nothing is inherited from the thread that deploys
        return new Thread(null, patient, "sluice", 0, false);
    }

    private synchronized boolean isRunning() {
        if (trial == null) {
            trial = inContext.apply(() -> {});
            running = letsRun();
            nextTry = System.nanoTime() + pause;
            if (!running) {
                LOG.log(Level.INFO, "the server does not run threads of this application yet: they wait");
            }
        }
        return running;
    }

    /** Returns when the server runs threads, false if it never does. One of those that wait tries for all. */
    private synchronized boolean await() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!running) {
                long now = System.nanoTime();
                if (now - end >= 0) {
                    LOG.log(Level.ERROR, "the server does not run the threads of the gateway");
                    return false;
                }
                if (now - nextTry >= 0) {
                    running = letsRun();
                    pause = Math.min(2 * pause, LONGEST_PAUSE.toNanos());
                    nextTry = System.nanoTime() + pause;
                    notifyAll();
                } else {
                    Duration left = Duration.ofNanos(nextTry - now);
                    wait(left.toMillis() + 1);
                }
            }
            return true;
        } catch (InterruptedException e) {
            LOG.log(
                    Level.DEBUG,
                    LogMessage.of("a thread ends before its server has run it").with("cause", e));
            return false;
        }
    }

    private boolean letsRun() {
        try {
            trial.run();
            return true;
        } catch (IllegalStateException e) {
            LOG.log(
                    Level.DEBUG,
                    LogMessage.of("the server does not run threads yet").because(e));
            return false;
        }
    }
}

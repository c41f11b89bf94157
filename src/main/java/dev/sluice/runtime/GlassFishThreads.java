package dev.sluice.runtime;

import dev.sluice.log.LogMessage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.function.UnaryOperator;

/**
 * Creates threads that wait until GlassFish can run them. GlassFish refuses the managed threads of an application while it
 * enables that application. A refused thread ends at once without its task, and without its tasks the gateway would accept
 * requests but never process them.
 *
 * <p>Any thread may call; the monitor guards the fields, also during an attempt.
 */
final class GlassFishThreads implements ThreadFactory {

    private static final Logger LOG = System.getLogger(GlassFishThreads.class.getName());

    /** The pause between two attempts doubles, because GlassFish logs each refusal with a stack trace. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** An application that has not been enabled after this time has failed. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final ThreadFactory managed;
    private final UnaryOperator<Runnable> inContext;

    /** An empty task in the context of the deploying thread: it runs only if GlassFish runs threads of the application. */
    private Runnable trial;

    private boolean running;
    private long pause = FIRST_PAUSE.toNanos();
    private long nextTry;

    /**
     * @param managed creates threads that the server may refuse
     * @param inContext binds a task to the context of its caller; the bound task throws {@link IllegalStateException} if the
     *     server refuses it
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
        // the thread inherits nothing from the deploying thread, whose thread-locals may be those of the server
        return new Thread(null, patient, "sluice", 0, false);
    }

    private synchronized boolean isRunning() {
        if (trial == null) {
            trial = inContext.apply(() -> {});
            running = letsRun();
            nextTry = System.nanoTime() + pause;
            if (!running) {
                LOG.log(Level.INFO, "the server does not run the gateway's threads yet; they wait");
            }
        }
        return running;
    }

    /** Waits until the server runs threads; false if it does not. One of the waiting threads tries for all of them. */
    private synchronized boolean await() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!running) {
                long now = System.nanoTime();
                if (now - end >= 0) {
                    LOG.log(
                            Level.ERROR,
                            LogMessage.of("the server does not run the gateway's threads; the gateway cannot work")
                                    .with("waited", PATIENCE));
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
                    LogMessage.of("a waiting thread is interrupted before the server runs it")
                            .with("cause", e));
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

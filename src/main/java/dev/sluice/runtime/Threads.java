package dev.sluice.runtime;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Where all threads of the gateway come from. */
public final class Threads {

    private static final Logger LOG = System.getLogger(Threads.class.getName());

    /** Before JDK 24 a virtual thread that blocks in a stream's monitor keeps its carrier: a few stalled clients stop all. */
    private static final int VIRTUAL_THREADS_FROM = 24;

    private final ThreadFactory server;

    /** @param server makes threads that know the application they belong to */
    public Threads(ThreadFactory server) {
        this.server = server;
    }

    /** Starts a thread that lives as long as its loop. */
    public Thread start(String name, Runnable loop) {
        Thread thread = named(name).newThread(loop);
        thread.start();
        return thread;
    }

    /** One thread for what is to happen again and again, and never takes long. */
    public ScheduledExecutorService ticker(String name) {
        return new ScheduledThreadPoolExecutor(1, named(name));
    }

    /** For tasks that may block on one client each: virtual threads where they can, else at most so many platform ones. */
    public ExecutorService blocking(String name, int platformThreads) {
        if (Runtime.version().feature() >= VIRTUAL_THREADS_FROM) {
            return virtual();
        }
        LOG.log(Level.INFO, "{0}: up to {1} platform threads; from JDK 24 on, virtual ones", name, platformThreads);
        // threads first, then the queue, whose length is bounded by the number of clients: each has one task at most
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                platformThreads, platformThreads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Compiled for JDK 17, which does not have the method. */
    private static ExecutorService virtual() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("JDK " + Runtime.version() + " has no virtual threads", e);
        }
    }

    private ThreadFactory named(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = server.newThread(task);
            thread.setName(name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}

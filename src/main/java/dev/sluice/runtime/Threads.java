package dev.sluice.runtime;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Creates all threads of the gateway, as daemon threads of the server with a name and a number. Any thread may call. */
public final class Threads {

    private final ThreadFactory server;

    /** @param server creates threads with the context of this application */
    public Threads(ThreadFactory server) {
        this.server = server;
    }

    /** Starts a thread that ends with its loop. */
    public Thread start(String name, Runnable loop) {
        Thread thread = named(name).newThread(loop);
        thread.start();
        return thread;
    }

    /** An executor with one thread for short periodic tasks. */
    public ScheduledExecutorService ticker(String name) {
        ScheduledThreadPoolExecutor ticker = new ScheduledThreadPoolExecutor(1, named(name));
        ticker.setRemoveOnCancelPolicy(true);
        return ticker;
    }

    /**
     * An executor with at most this many threads, which end after 30 idle seconds. Its queue is unbounded: callers must limit
     * the tasks that wait.
     */
    public ExecutorService pool(String name, int most) {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(most, most, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
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

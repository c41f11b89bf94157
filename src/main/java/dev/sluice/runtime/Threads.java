package dev.sluice.runtime;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Where all threads of the gateway come from. */
public final class Threads {

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
        ScheduledThreadPoolExecutor ticker = new ScheduledThreadPoolExecutor(1, named(name));
        ticker.setRemoveOnCancelPolicy(true);
        return ticker;
    }

    /** So many threads at the most, which go when there is nothing to do. The callers bound what waits. */
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

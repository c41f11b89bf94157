package dev.sluice.runtime;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Takes the threads from the server. */
class ThreadsProducer {

    @Resource
    private ManagedThreadFactory managed;

    @Resource
    private ContextService contexts;

    @Produces
    @Singleton
    Threads threads() {
        return new Threads(new ServerThreads(managed, task -> contexts.createContextualProxy(task, Runnable.class)));
    }
}

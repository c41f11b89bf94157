package dev.sluice.runtime;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * Produces the threads from the server's managed thread factory. Both fields are injected, because {@code @Resource} cannot
 * annotate a constructor.
 */
class ThreadsProducer {

    /**
     * Prefix of the factory's class on Payara and GlassFish. Other servers need no context service, and that of Open Liberty
     * blocks until the application has started.
     */
    private static final String GLASSFISH = "org.glassfish.";

    @Resource
    private ManagedThreadFactory managed;

    @Resource
    private ContextService contexts;

    @Produces
    @Singleton
    Threads threads() {
        if (!managed.getClass().getName().startsWith(GLASSFISH)) {
            return new Threads(managed);
        }
        return new Threads(new GlassFishThreads(managed, task -> contexts.createContextualProxy(task, Runnable.class)));
    }
}

package dev.sluice.runtime;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Takes the threads from the server. */
class ThreadsProducer {

    /** Payara and GlassFish. Others are asked nothing: Open Liberty answers only when the application has started. */
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

package dev.sluice.runtime;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Takes the threads from the server. */
class ThreadsProducer {

    @Resource
    private ManagedThreadFactory managed;

    @Produces
    @Singleton
    Threads threads() {
        return new Threads(managed);
    }
}

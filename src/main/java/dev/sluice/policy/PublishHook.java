package dev.sluice.policy;

import dev.sluice.access.Caller;
import dev.sluice.event.Draft;

/**
 * Decides about what a client publishes. Every CDI bean of the deployment that implements this is asked, in the order of
 * {@code @Priority}, after the client's own grants and before anything is written: each gets what the one before has made.
 * What the application itself publishes is not asked about.
 *
 * <p>All hooks together have {@code sluice.hooks.time-limit}; then the client gets {@code hook-timeout} and nothing has been
 * published. A hook is called by several threads at once.
 */
@FunctionalInterface
public interface PublishHook {

    /**
     * Gives the draft that is to be published: the one that came, or a changed one.
     *
     * @throws dev.sluice.event.RejectedException to refuse it: {@code throw Rejection.REFUSED.because("…")}, whose words the
     *     client is told
     */
    Draft beforePublish(Draft draft, Caller caller);
}

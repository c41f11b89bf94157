package dev.sluice.policy;

import dev.sluice.access.Caller;
import dev.sluice.event.Filters;

/**
 * Decides about what a client reads: a stream, a subscription of a WebSocket, a page of the history. Every CDI bean of the
 * deployment that implements this is asked, in the order of {@code @Priority}, after the client's own grants; see
 * {@link PublishHook} for the time limit and the threads.
 */
@FunctionalInterface
public interface SubscribeHook {

    /**
     * Returns if the caller may read these.
     *
     * @throws dev.sluice.event.RejectedException to refuse it: {@code throw Rejection.REFUSED.because("…")}, whose words the
     *     client is told
     */
    void beforeSubscribe(Filters filters, Caller caller);
}

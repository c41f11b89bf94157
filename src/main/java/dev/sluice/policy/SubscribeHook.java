package dev.sluice.policy;

import dev.sluice.access.Caller;
import dev.sluice.event.Filters;

/**
 * Accepts or refuses the filters that clients read: of a stream, a subscription of a WebSocket, or a page of the history. An
 * application implements it as a CDI bean:
 *
 * <pre>{@code
 * @ApplicationScoped
 * class OwnBasket implements SubscribeHook {
 *
 *     @Override
 *     public void beforeSubscribe(Filters filters, Caller caller) {
 *         TopicFilter own = new TopicFilter("baskets/" + caller.subject().orElse("none"));
 *         if (!filters.list().stream().allMatch(own::covers)) {
 *             throw Rejection.REFUSED.because("only the own basket can be read");
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>All hooks of the deployment are called in the order of {@code @Priority}, after the caller's grants have been checked. A
 * filter for presence is passed as the filter of its topic. {@link PublishHook} describes the time limit and the threads.
 */
@FunctionalInterface
public interface SubscribeHook {

    /**
     * Returns if the caller may read these filters.
     *
     * @param filters all filters of the request; a pattern may match topics that do not exist yet
     * @param caller the client
     * @throws dev.sluice.event.RejectedException to refuse the request; its message is shown to the client
     */
    void beforeSubscribe(Filters filters, Caller caller);
}

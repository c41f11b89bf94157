package dev.sluice.policy;

import dev.sluice.access.Caller;
import dev.sluice.event.Filters;

/**
 * Accepts or refuses each stream, WebSocket subscription, page of the history and member list that a client asks for. The
 * gateway calls every CDI bean of the deployment that implements this interface, in the order of {@code @Priority}, after it
 * has checked the client's grants. See {@link PublishHook} for the time limit and the threads.
 *
 * <pre>{@code
 * @ApplicationScoped
 * class OpeningHours implements SubscribeHook {
 *
 *     @Inject
 *     Shop shop;
 *
 *     public void beforeSubscribe(Filters filters, Caller caller) {
 *         if (!shop.isOpen() && filters.matches(new Topic("shop/offers"))) {
 *             throw Rejection.REFUSED.because("the shop is closed");
 *         }
 *     }
 * }
 * }</pre>
 */
@FunctionalInterface
public interface SubscribeHook {

    /**
     * Returns normally if the caller may read these topics.
     *
     * @param filters the topics and patterns of the request; those for presence appear as the topic itself
     * @param caller the reader with its subject and grants
     * @throws dev.sluice.event.RejectedException to refuse the request: {@code throw Rejection.REFUSED.because("…")}. The
     *     client is shown the text
     */
    void beforeSubscribe(Filters filters, Caller caller);
}

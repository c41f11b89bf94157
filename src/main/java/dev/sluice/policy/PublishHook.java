package dev.sluice.policy;

import dev.sluice.access.Caller;
import dev.sluice.event.Draft;

/**
 * Accepts, changes or refuses the events that clients publish. An application implements it as a CDI bean:
 *
 * <pre>{@code
 * @ApplicationScoped
 * class OpenAuctions implements PublishHook {
 *
 *     @Override
 *     public Draft beforePublish(Draft draft, Caller caller) {
 *         if (draft.topic().value().startsWith("auctions/closed/")) {
 *             throw Rejection.REFUSED.because("the auction has ended");
 *         }
 *         return draft.withTtl(Duration.ofHours(1));
 *     }
 * }
 * }</pre>
 *
 * <p>All hooks of the deployment are called in the order of {@code @Priority}, after the caller's grants and rates have been
 * checked and before anything is written. Each hook gets the result of the preceding one. Events that the application
 * publishes itself pass no hooks.
 *
 * <p>The setting {@code sluice.hooks.time-limit} limits the time of all hooks together; beyond it, nothing is published and
 * the client gets {@code hook-timeout}. Several threads call a hook at once.
 */
@FunctionalInterface
public interface PublishHook {

    /**
     * Returns the draft to publish: the given one or a changed copy.
     *
     * @param draft the draft of the client, or the result of the preceding hook
     * @param caller the client
     * @throws dev.sluice.event.RejectedException to refuse the draft; its message is shown to the client
     */
    Draft beforePublish(Draft draft, Caller caller);
}

package dev.sluice.policy;

import dev.sluice.access.Caller;
import dev.sluice.event.Draft;

/**
 * Accepts, changes or refuses each draft that a client publishes. The gateway calls every CDI bean of the deployment that
 * implements this interface, in the order of {@code @Priority}, after it has checked the client's grants and rate and before
 * anything is written. Each hook receives the draft that the previous one returned. Drafts that the application itself
 * publishes pass no hook.
 *
 * <p>The setting {@code sluice.hooks.time-limit} limits all hooks of a request together; after that time the client gets
 * {@code hook-timeout}, and nothing has been published. Several threads call a hook at once.
 *
 * <pre>{@code
 * @ApplicationScoped
 * class NoShouting implements PublishHook {
 *
 *     public Draft beforePublish(Draft draft, Caller caller) {
 *         if (draft.topic().value().startsWith("chat/") && draft.payload().text().endsWith("!!!")) {
 *             throw Rejection.REFUSED.because("a message must not end with three exclamation marks");
 *         }
 *         return draft;
 *     }
 * }
 * }</pre>
 */
@FunctionalInterface
public interface PublishHook {

    /**
     * Gives the draft to publish: the given one, or a changed one, which is validated again.
     *
     * @param draft the draft of the client, as the previous hook returned it
     * @param caller the publisher with its subject and grants
     * @throws dev.sluice.event.RejectedException to refuse the draft, and with it all drafts of the request: {@code throw
     *     Rejection.REFUSED.because("…")}. The client is shown the text
     */
    Draft beforePublish(Draft draft, Caller caller);
}

package dev.sluice.publish;

import dev.sluice.event.Draft;
import dev.sluice.event.Payload;
import dev.sluice.hub.VolatileBus;
import dev.sluice.journal.Journal;
import dev.sluice.journal.Receipt;
import dev.sluice.outbox.Outbox;
import dev.sluice.settings.Settings;
import dev.sluice.wire.Payloads;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Publishes from Java. The application is trusted: no grants, rates or hooks apply. Payloads are validated as those of any other
 * publisher.
 *
 * <pre>{@code
 * @Inject
 * Publisher publisher;
 *
 * void ship(Order order) {
 *     Topic topic = new Topic("orders/" + order.id());
 *     publisher.publish(new Draft(topic, Payload.text(ContentType.JSON, "{\"state\":\"shipped\"}")));
 * }
 * }</pre>
 *
 * <p>In a transaction of the application, the drafts go through the {@link dev.sluice.outbox.Outbox Outbox}: they are published
 * when it commits, and discarded when it rolls back. The stage completes after the commit, so never wait for it inside the
 * transaction.
 *
 * <p>The stages complete after the commit, on the committer's thread. Continue slow work with {@code …Async}. Never wait for a
 * stage on that thread, for example in an observer of {@link dev.sluice.journal.Appended Appended}. Stages fail with a {@link dev.sluice.event.RejectedException},
 * {@code key-conflict} or {@code journal-unavailable}, which a dependent stage wraps as usual.
 */
@Singleton
public class Publisher {

    private final Journal journal;
    private final Outbox outbox;
    private final VolatileBus bus;
    private final int maxBytes;

    @Inject
    public Publisher(Journal journal, Outbox outbox, VolatileBus bus, Settings settings) {
        this.journal = journal;
        this.outbox = outbox;
        this.bus = bus;
        this.maxBytes = settings.limits().eventBytes();
    }

    /**
     * Publishes one event.
     *
     * @return completes with the id of the event after the commit
     * @throws dev.sluice.event.RejectedException if the payload is too large, or does not match its content type
     */
    public CompletionStage<Receipt> publish(Draft draft) {
        return publishAll(List.of(draft)).thenApply(receipts -> receipts.get(0));
    }

    /**
     * Publishes all drafts or none, at consecutive positions of the journal.
     *
     * @return completes with the ids in the order of the drafts after the commit
     *
     * @throws dev.sluice.event.RejectedException if a payload is too large, or does not match its content type
     */
    public CompletionStage<List<Receipt>> publishAll(List<Draft> drafts) {
        drafts.forEach(this::check);
        return outbox.isInTransaction() ? outbox.publish(drafts) : journal.append(drafts);
    }

    /**
     * Publishes a volatile event to the current subscribers, without storing it; immediately, even in a transaction.
     *
     * @throws dev.sluice.event.RejectedException if the draft has an option that needs the journal, or if its payload
     *     is too large or does not match its content type
     */
    public void publishVolatile(Draft draft) {
        check(draft);
        bus.pass(draft.unjournaled(journal.clock().instant()));
    }

    private void check(Draft draft) {
        Payload payload = draft.payload();
        Payloads.of(payload.contentType(), payload.bytes(), maxBytes);
        Payloads.check(draft.content().attributes());
    }
}

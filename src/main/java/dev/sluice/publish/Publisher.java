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
 * Publishes events from Java. The application is trusted: it needs no grants and passes no hooks. Its payloads are checked
 * like those of any other publisher.
 *
 * <pre>{@code
 * @Inject
 * Publisher publisher;
 *
 * void paid(long order) {
 *     publisher
 *             .publish(new Draft(new Topic("orders/" + order), Payload.text(ContentType.JSON, "{\"state\":\"paid\"}")))
 *             .thenAcceptAsync(receipt -> audit.add(receipt.id()));
 * }
 * }</pre>
 *
 * <p>In a transaction of the application, the drafts go through the {@link dev.sluice.outbox.Outbox Outbox}: they are
 * published after the transaction has committed, and never if it rolls back. The stage completes only after that: do not
 * wait for it inside the transaction.
 *
 * <p>A stage completes on the committer's thread after the commit. Continue with an {@code …Async} method if the next step
 * takes long, and never wait for a stage on this thread, for example in an observer of
 * {@link dev.sluice.journal.Appended Appended}. A stage fails with a {@link dev.sluice.event.RejectedException}, such as
 * {@code key-conflict} or {@code journal-unavailable}, which dependent stages wrap in a {@code CompletionException}.
 *
 * <p>Any thread may call.
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
     * @return completes with the receipt after the commit
     * @throws dev.sluice.event.RejectedException {@code data-too-large}, or {@code body-invalid} if the payload does not match
     *     its content type
     */
    public CompletionStage<Receipt> publish(Draft draft) {
        return publishAll(List.of(draft)).thenApply(receipts -> receipts.get(0));
    }

    /**
     * Publishes several events, all or none of them. Their positions follow one another in the order of the list.
     *
     * @return completes with the receipts in the order of the list, after the commit
     * @throws dev.sluice.event.RejectedException as {@link #publish}
     */
    public CompletionStage<List<Receipt>> publishAll(List<Draft> drafts) {
        drafts.forEach(this::check);
        return outbox.isInTransaction() ? outbox.publish(drafts) : journal.append(drafts);
    }

    /**
     * Publishes an event to the current subscribers only, without the journal. It is sent immediately, even in a transaction.
     *
     * @throws dev.sluice.event.RejectedException as {@link #publish}, and {@code parameter-invalid} if the draft has a key or
     *     a precondition, or completes its topic
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

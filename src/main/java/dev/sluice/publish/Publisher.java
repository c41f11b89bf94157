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
 * Publishes from Java: {@code @Inject Publisher publisher}. The application is trusted, so that no grant is asked for;
 * what it publishes is checked as that of any other publisher.
 *
 * <p>In a transaction of the application the drafts go through the {@link dev.sluice.outbox.Outbox Outbox}: they are
 * published if and when it commits, and the stage completes some time after that, so that nobody may wait for it inside the
 * transaction.
 *
 * <p>The stages complete after the commit, on the committer's thread: continue with {@code …Async} if what follows takes
 * its time, and never wait for a stage on that thread, as in an observer of
 * {@link dev.sluice.journal.Appended Appended}. They fail with a {@link dev.sluice.event.RejectedException},
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

    /** @throws dev.sluice.event.RejectedException if the payload is too large, or is not what its type says */
    public CompletionStage<Receipt> publish(Draft draft) {
        return publishAll(List.of(draft)).thenApply(receipts -> receipts.get(0));
    }

    /**
     * All or none, one after another in the order of the journal.
     *
     * @throws dev.sluice.event.RejectedException if a payload is too large, or is not what its type says
     */
    public CompletionStage<List<Receipt>> publishAll(List<Draft> drafts) {
        drafts.forEach(this::check);
        return outbox.isInTransaction() ? outbox.publish(drafts) : journal.append(drafts);
    }

    /**
     * To those who listen at this moment, and kept nowhere; at once, also in a transaction.
     *
     * @throws dev.sluice.event.RejectedException if the draft asks for what only the journal can do, or its payload is
     *     too large, or is not what its type says
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

package dev.sluice.publish;

import dev.sluice.event.Draft;
import dev.sluice.event.Payload;
import dev.sluice.journal.Journal;
import dev.sluice.journal.Receipt;
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
 * <p>The stages complete after the commit, on the committer's thread: continue with {@code …Async} if what follows takes
 * its time, and never wait for a stage on that thread, as in an observer of
 * {@link dev.sluice.journal.Appended Appended}. They fail with a {@link dev.sluice.event.RejectedException},
 * {@code key-conflict} or {@code journal-unavailable}, which a dependent stage wraps as usual.
 */
@Singleton
public class Publisher {

    private final Journal journal;
    private final int maxBytes;

    @Inject
    public Publisher(Journal journal, Settings settings) {
        this.journal = journal;
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
        drafts.forEach(draft -> check(draft.payload()));
        return journal.append(drafts);
    }

    private void check(Payload payload) {
        Payloads.of(payload.contentType(), payload.bytes(), maxBytes);
    }
}

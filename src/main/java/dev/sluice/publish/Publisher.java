package dev.sluice.publish;

import dev.sluice.event.Draft;
import dev.sluice.journal.Journal;
import dev.sluice.journal.Receipt;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Publishes from Java: {@code @Inject Publisher publisher}. The application is trusted, so that no grant is asked for.
 *
 * <p>The stages complete after the commit, on the committer's thread: continue with {@code …Async} if what follows takes
 * its time. They fail with a {@link dev.sluice.event.RejectedException}, {@code key-conflict} or
 * {@code journal-unavailable}.
 */
@Singleton
public class Publisher {

    private final Journal journal;

    @Inject
    public Publisher(Journal journal) {
        this.journal = journal;
    }

    public CompletionStage<Receipt> publish(Draft draft) {
        return journal.append(List.of(draft)).thenApply(receipts -> receipts.get(0));
    }

    /** All or none, one after another in the order of the journal. */
    public CompletionStage<List<Receipt>> publishAll(List<Draft> drafts) {
        return journal.append(drafts);
    }
}

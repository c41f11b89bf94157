package dev.sluice.journal;

import dev.sluice.event.Draft;
import dev.sluice.event.RejectedException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Drafts that are written together or not at all, and the answer to their publisher. Only the committer's thread accepts or
 * refuses; another thread may fail a submission that has waited too long. The first answer counts.
 */
final class Submission {

    private final List<Draft> drafts;
    private final long bytes;
    private final long since = System.nanoTime();
    private final CompletableFuture<List<Receipt>> answer = new CompletableFuture<>();

    private Runnable decision = () -> {};

    Submission(List<Draft> drafts) {
        this.drafts = List.copyOf(drafts);
        this.bytes = drafts.stream().mapToLong(draft -> draft.payload().size()).sum();
    }

    List<Draft> drafts() {
        return drafts;
    }

    int size() {
        return drafts.size();
    }

    long bytes() {
        return bytes;
    }

    /** The {@link System#nanoTime} at which the submission was handed over. */
    long since() {
        return since;
    }

    /** The answer itself: a dependent stage would wrap the rejection in another exception. */
    CompletionStage<List<Receipt>> answer() {
        return answer;
    }

    /** Prepares the receipts, which {@link #tell} gives after the commit. */
    void accept(List<Receipt> receipts) {
        decision = () -> answer.complete(receipts);
    }

    /** Prepares the refusal, which {@link #tell} gives after the commit. The transaction does not contain these drafts. */
    void refuse(RejectedException reason) {
        decision = () -> answer.completeExceptionally(reason);
    }

    /** Gives the prepared answer. */
    void tell() {
        decision.run();
    }

    /** Refuses the submission immediately. */
    void fail(RejectedException reason) {
        answer.completeExceptionally(reason);
    }
}

package dev.sluice.journal;

import dev.sluice.event.Draft;
import dev.sluice.event.RejectedException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Drafts that are to be written together, and the answer to whoever submitted them. The committer's thread alone decides;
 * the first answer counts, and one that has waited for too long gets it from another thread.
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

    /** When it was handed over, by {@link System#nanoTime}. */
    long since() {
        return since;
    }

    /** Itself, not a stage that depends on it, which would wrap the rejection in another exception. */
    CompletionStage<List<Receipt>> answer() {
        return answer;
    }

    /** To be told once the transaction has committed. */
    void accept(List<Receipt> receipts) {
        decision = () -> answer.complete(receipts);
    }

    /** To be told once the transaction has committed: without these drafts. */
    void refuse(RejectedException reason) {
        decision = () -> answer.completeExceptionally(reason);
    }

    void tell() {
        decision.run();
    }

    void fail(RejectedException reason) {
        answer.completeExceptionally(reason);
    }
}

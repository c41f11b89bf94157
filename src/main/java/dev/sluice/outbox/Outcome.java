package dev.sluice.outbox;

import dev.sluice.event.Draft;
import dev.sluice.event.RejectedException;
import dev.sluice.journal.Journal;
import dev.sluice.journal.Receipt;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** The journal's answers by row id: a receipt or a final refusal. */
record Outcome(Map<Long, Receipt> receipts, Map<Long, RejectedException> refusals) {

    /**
     * Appends all drafts in one commit. If the journal refuses one of them, appends them one by one.
     *
     * @throws RejectedException if the journal may accept the drafts later
     */
    static Outcome of(Journal journal, Map<Long, Draft> drafts) {
        Outcome outcome = new Outcome(new LinkedHashMap<>(), new LinkedHashMap<>());
        if (drafts.isEmpty()) {
            return outcome;
        }
        try {
            Iterator<Receipt> receipts =
                    append(journal, List.copyOf(drafts.values())).iterator();
            drafts.keySet().forEach(id -> outcome.receipts.put(id, receipts.next()));
            return outcome;
        } catch (RejectedException e) {
            requireFinal(e);
        }
        drafts.forEach((id, draft) -> {
            try {
                outcome.receipts.put(id, append(journal, List.of(draft)).get(0));
            } catch (RejectedException e) {
                requireFinal(e);
                outcome.refusals.put(id, e);
            }
        });
        return outcome;
    }

    private static void requireFinal(RejectedException refusal) {
        if (refusal.rejection().retryable()) {
            throw refusal;
        }
    }

    private static List<Receipt> append(Journal journal, List<Draft> drafts) {
        try {
            return journal.append(drafts).toCompletableFuture().join();
        } catch (CompletionException e) {
            throw RejectedException.of(e.getCause());
        }
    }
}

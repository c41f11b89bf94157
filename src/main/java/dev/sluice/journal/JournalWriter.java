package dev.sluice.journal;

import dev.sluice.event.Cursor;
import dev.sluice.event.Event;
import dev.sluice.log.Incident;
import dev.sluice.log.LogMessage;
import java.lang.System.Logger;
import java.time.Clock;
import java.util.List;

/** Writes groups of submissions, each in one transaction. The committer's thread writes; another one may try out a write. */
final class JournalWriter {

    private static final Logger LOG = System.getLogger(JpaJournal.class.getName());

    private final Incident bookkeeping =
            new Incident(LOG, "a commit could not be recorded in memory", "commits are recorded in memory again");

    private final Transactions transactions;
    private final HighWater seen;
    private final Epochs epochs;
    private final Clock clock;
    private final WriteCheck check;

    JournalWriter(Transactions transactions, HighWater seen, Epochs epochs, Clock clock) {
        this.transactions = transactions;
        this.seen = seen;
        this.epochs = epochs;
        this.clock = clock;
        this.check = transactions.check(this::rehearse);
    }

    WriteCheck check() {
        return check;
    }

    List<Event> write(List<Submission> group) {
        Cursor before = seen.mark();
        Appending done = transactions.writeAtOnce(
                entities -> new Appending(entities, seen, epochs, clock.instant(), group).append(group), check::failed);
        try {
            check.committed();
            if (done.events().stream().anyMatch(event -> event.options().completes())) {
                seen.sawCompletion();
            }
            seen.saw(before, done.found());
            seen.saw(before, done.reached());
            bookkeeping.passed();
        } catch (RuntimeException | Error e) {
            // the events are committed: an exception would make the committer write them a second time
            bookkeeping.broke(e);
        }
        return done.events();
    }

    /** Writes an event, and rolls it back. */
    private Void rehearse() {
        List<Submission> group = List.of(new Submission(List.of(WriteCheck.sample())));
        return transactions.rehearse(entities -> {
            new Appending(entities, seen, epochs, clock.instant(), group).append(group);
            return null;
        });
    }

    /**
     * Checks a journal whose tables a newer version has changed. Older nodes may go on while the newer version is deployed,
     * unless one of its changes prevents their writes.
     */
    void requireWritable() {
        try {
            rehearse();
        } catch (RuntimeException e) {
            if (WriteCheck.isTimeout(e)) {
                return;
            }
            if (DatabaseUnavailable.in(e).isPresent()) {
                throw e;
            }
            throw new IllegalStateException(
                    "a newer version of Sluice has changed the tables of this journal so that this version cannot write to"
                            + " it any more: deploy the newer version (" + LogMessage.innermost(e) + ")");
        }
    }
}

package dev.sluice.hub;

import static dev.sluice.event.Rejection.JOURNAL_UNAVAILABLE;

import dev.sluice.event.Cursor;
import dev.sluice.event.Topic;
import dev.sluice.journal.Head;
import dev.sluice.journal.Journal;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The topics that are complete already where this node begins with the journal of a new epoch. Its subscribers go on from there,
 * and no event tells them. It asks the journal: for readers.
 */
final class EarlierEnds {

    private final Journal journal;

    /** The epoch in which no topic was complete when it began: one subscriber has asked for all of them. */
    private volatile String without = "";

    EarlierEnds(Journal journal) {
        this.journal = journal;
    }

    /**
     * Those of the topics whose last event stands before a cursor.
     *
     * @param begin where this node begins with an epoch
     * @throws dev.sluice.event.RejectedException {@code journal-unavailable} if the journal has another epoch meanwhile, too
     */
    Set<Topic> upTo(Cursor begin, Set<Topic> topics) {
        if (begin.epoch().equals(without)) {
            return Set.of();
        }
        Head head = journal.head();
        if (!head.epoch().equals(begin.epoch())) {
            throw JOURNAL_UNAVAILABLE.because("the epoch of the journal changes");
        }
        if (!head.hasCompletions()) {
            without = head.epoch();
            return Set.of();
        }
        return journal.completions(topics).entrySet().stream()
                .filter(completion -> completion.getValue() <= begin.position())
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }
}

package dev.sluice.journal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/**
 * Finds the newest position for which a condition holds that is true up to some event and false after it. Running totals
 * never decrease along the positions, so each condition on them is like that. Each step reads some positions evenly between
 * the bounds, in one query.
 */
final class BoundarySearch implements SteppedSearch<Long> {

    private static final int PROBES = 32;

    private final JpaJournal journal;
    private final Predicate<RunningTotals> condition;
    private boolean begun;
    private long low;
    private long high;

    BoundarySearch(JpaJournal journal, Predicate<RunningTotals> condition) {
        this.journal = journal;
        this.condition = condition;
    }

    @Override
    public Optional<Long> step() {
        return journal.read(this::look);
    }

    private Optional<Long> look(JournalReader reader) {
        if (!begun) {
            Head head = reader.head();
            low = head.trimmed();
            high = head.position();
            begun = true;
        } else if (low < high) {
            narrow(reader);
        }
        return low < high ? Optional.empty() : Optional.of(low);
    }

    private void narrow(JournalReader reader) {
        long span = high - low;
        int probes = (int) Math.min(PROBES, span);
        long from = low;
        List<Long> positions = LongStream.rangeClosed(1, probes)
                .map(i -> from + i * span / probes)
                .boxed()
                .toList();
        Map<Long, RunningTotals> totals = reader.totals(positions);
        for (long position : positions) {
            // an event that retention has deleted in the meantime is older than the others and fulfils the condition
            if (totals.containsKey(position) && !condition.test(totals.get(position))) {
                high = position - 1;
                return;
            }
            low = position;
        }
    }
}

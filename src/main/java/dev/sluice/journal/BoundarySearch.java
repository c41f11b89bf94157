package dev.sluice.journal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/**
 * The newest position for which a condition holds, if it holds from the oldest event up to some event: positions are
 * gapless, and nothing that is counted along them ever shrinks. Each step looks at some positions that lie evenly between
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
        Map<Long, RunningTotals> marks = reader.marks(positions);
        for (long position : positions) {
            // an event trimmed in the meantime is the oldest of all and fulfils the condition
            if (marks.containsKey(position) && !condition.test(marks.get(position))) {
                high = position - 1;
                return;
            }
            low = position;
        }
    }
}

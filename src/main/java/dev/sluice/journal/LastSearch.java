package dev.sluice.journal;

import static dev.sluice.event.Rejection.PARAMETER_INVALID;

import dev.sluice.event.Filters;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Finds the position after which the newest matching events start. Filters with few topics use the (topic, position) index;
 * the others scan backwards from the newest event, where a match is usually near.
 */
final class LastSearch implements SteppedSearch<Long> {

    /** The number of positions that one step scans backwards. */
    private static final int STEP_BACK = 1_000;

    /** The maximum number of positions that all steps together scan: a journal may have any number. */
    private static final long FARTHEST_BACK = 1_000_000;

    /** The maximum number of topics in a step, which ends earlier after {@link #STEP_BACK} events. */
    private static final int STEP_TOPICS = 10;

    private final JpaJournal journal;
    private final Filters filters;
    private final int count;
    private final long farthestBack;
    private final TopicScan scan;
    private final Deque<String> topics = new ArrayDeque<>();

    /** The newest matches so far, at most as many as requested. */
    private final SortedSet<Long> newest = new TreeSet<>();

    private Optional<Head> head = Optional.empty();

    /** The position from which the next step scans backwards. */
    private long next;

    LastSearch(JpaJournal journal, Filters filters, int count) {
        this(journal, filters, count, FARTHEST_BACK);
    }

    LastSearch(JpaJournal journal, Filters filters, int count, long farthestBack) {
        this.journal = journal;
        this.filters = filters;
        this.count = count;
        this.farthestBack = farthestBack;
        this.scan = new TopicScan(journal.product(), filters, Long.MAX_VALUE, TopicReader.FEW_TOPICS);
        this.topics.addAll(scan.named());
    }

    @Override
    public Optional<Long> step() {
        return journal.read(this::look);
    }

    private Optional<Long> look(JournalReader reader) {
        if (head.isEmpty()) {
            head = Optional.of(reader.head());
            next = head.get().position();
        }
        if (scan.isTooMany()) {
            return stepBackwards(reader, head.get());
        }
        if (scan.hasMore()) {
            scan.next(reader.byTopic()).forEach(row -> topics.add(row.topic()));
            return Optional.empty();
        }
        return stepAlongTopics(reader, head.get());
    }

    private Optional<Long> stepAlongTopics(JournalReader reader, Head to) {
        int read = 0;
        for (int i = 0; i < STEP_TOPICS && read < STEP_BACK && !topics.isEmpty(); i++) {
            List<Long> found = reader.byTopic().newestOf(topics.remove(), floor(), to.position(), count);
            read += found.size();
            found.forEach(this::add);
        }
        return topics.isEmpty() ? Optional.of(answer(to)) : Optional.empty();
    }

    private Optional<Long> stepBackwards(JournalReader reader, Head to) {
        if (next <= to.trimmed() || newest.size() == count) {
            return Optional.of(answer(to));
        }
        if (to.position() - next >= farthestBack) {
            throw PARAMETER_INVALID.because("last: fewer than " + count + " of the newest " + farthestBack
                    + " events match; ask for fewer events or with narrower filters, or start with since or a cursor");
        }
        reader.byTopic().matchesBackwards(filters, next - STEP_BACK, next).forEach(this::add);
        next -= STEP_BACK;
        return Optional.empty();
    }

    private void add(long position) {
        newest.add(position);
        if (newest.size() > count) {
            newest.remove(newest.first());
        }
    }

    /** The position up to which events need not be read, because enough newer matches are known. */
    private long floor() {
        return newest.size() == count ? newest.first() : 0;
    }

    private long answer(Head to) {
        return newest.size() < count ? to.trimmed() : newest.first() - 1;
    }
}

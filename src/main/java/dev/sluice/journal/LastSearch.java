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
 * The position after which the newest events stand that match. Filters that reach few topics use the index of topics; the
 * others look at all events from the newest backwards, where one that matches is not far as a rule.
 */
final class LastSearch implements SteppedSearch<Long> {

    /** How many positions a step looks at backwards. */
    private static final int STEP_BACK = 1_000;

    /** How many positions all steps together look at backwards: a journal may have any number. */
    private static final long FARTHEST_BACK = 1_000_000;

    /** How many topics a step looks at, and after how many events it stops earlier. */
    private static final int STEP_TOPICS = 10;

    private final JpaJournal journal;
    private final Filters filters;
    private final int count;
    private final long farthestBack;
    private final TopicScan scan;
    private final Deque<String> topics = new ArrayDeque<>();

    /** The newest that match of those looked at, as many as asked for. */
    private final SortedSet<Long> newest = new TreeSet<>();

    private Optional<Head> head = Optional.empty();

    /** Backwards: where the next step begins. */
    private long next;

    LastSearch(JpaJournal journal, Filters filters, int count) {
        this(journal, filters, count, FARTHEST_BACK);
    }

    LastSearch(JpaJournal journal, Filters filters, int count, long farthestBack) {
        this.journal = journal;
        this.filters = filters;
        this.count = count;
        this.farthestBack = farthestBack;
        this.scan = new TopicScan(journal.product(), filters, Long.MAX_VALUE, JournalReader.FEW_TOPICS);
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
            scan.next(reader).forEach(row -> topics.add(row.topic()));
            return Optional.empty();
        }
        return stepAlongTopics(reader, head.get());
    }

    private Optional<Long> stepAlongTopics(JournalReader reader, Head to) {
        int read = 0;
        for (int i = 0; i < STEP_TOPICS && read < STEP_BACK && !topics.isEmpty(); i++) {
            List<Long> found = reader.newestOf(topics.remove(), floor(), to.position(), count);
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
            throw PARAMETER_INVALID.because("last: the newest " + farthestBack + " events do not have " + count
                    + " that match; ask for fewer, for narrower filters, or start by since or a cursor");
        }
        reader.matchesBackwards(filters, next - STEP_BACK, next).forEach(this::add);
        next -= STEP_BACK;
        return Optional.empty();
    }

    private void add(long position) {
        newest.add(position);
        if (newest.size() > count) {
            newest.remove(newest.first());
        }
    }

    /** Positions that are not newer are skipped. */
    private long floor() {
        return newest.size() == count ? newest.first() : 0;
    }

    private long answer(Head to) {
        return newest.size() < count ? to.trimmed() : newest.first() - 1;
    }
}

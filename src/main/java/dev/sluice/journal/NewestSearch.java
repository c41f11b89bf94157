package dev.sluice.journal;

import static dev.sluice.event.Rejection.PARAMETER_INVALID;

import dev.sluice.event.Filters;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Finds the positions of the newest events of matching topics and of their event keys. Each step reads a page of topics. */
final class NewestSearch implements SteppedSearch<List<Long>> {

    private final JpaJournal journal;
    private final TopicScan scan;
    private final Deque<String> named;
    private final long upTo;
    private final int limit;
    private final SortedSet<Long> positions = new TreeSet<>();

    NewestSearch(JpaJournal journal, Filters filters, long upTo, int limit) {
        this.journal = journal;
        this.scan = new TopicScan(journal.product(), filters, upTo, limit);
        this.named = new ArrayDeque<>(scan.named());
        this.upTo = upTo;
        this.limit = limit;
    }

    @Override
    public Optional<List<Long>> step() {
        return journal.read(reader -> look(reader.byTopic())) ? Optional.of(List.copyOf(positions)) : Optional.empty();
    }

    private boolean look(TopicReader reader) {
        requireFew();
        if (!named.isEmpty()) {
            lookAtNamed(reader);
        } else if (scan.hasMore()) {
            List<TopicPosition> rows = scan.next(reader);
            rows.stream()
                    .map(TopicPosition::position)
                    .filter(newest -> newest > 0)
                    .forEach(positions::add);
            addEventKeys(reader, rows.stream().map(TopicPosition::topic).toList());
        }
        requireFew();
        return named.isEmpty() && !scan.hasMore();
    }

    private void lookAtNamed(TopicReader reader) {
        List<String> some = named.stream().limit(JournalReader.MAX_NAMES).toList();
        some.forEach(named::remove);
        positions.addAll(reader.newestOfEach(some, upTo).values());
        addEventKeys(reader, some);
    }

    private void addEventKeys(TopicReader reader, List<String> topics) {
        if (!topics.isEmpty()) {
            positions.addAll(reader.newestOfEventKeys(topics, upTo, limit + 1));
        }
    }

    private void requireFew() {
        if (scan.isTooMany() || positions.size() > limit) {
            throw PARAMETER_INVALID.because(
                    "a snapshot has at most " + limit + " topics and subjects, but these filters match more");
        }
    }
}

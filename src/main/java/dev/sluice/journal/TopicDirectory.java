package dev.sluice.journal;

import dev.sluice.event.ContentType;
import dev.sluice.event.Cursor;
import dev.sluice.event.EventKey;
import dev.sluice.event.EventType;
import dev.sluice.event.Topic;
import dev.sluice.event.TopicFilter;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which topics the journal has. Read from the index, by jumping from one topic to the next: what it costs depends on how many
 * topics there are, and hardly on how many events.
 */
@Singleton
public class TopicDirectory {

    /** Of no topic are more events counted: whoever counts reads that many rows of the index. */
    public static final int MOST_COUNTED = 1_000;

    /**
     * A topic.
     *
     * @param events how many there are of it, {@link #MOST_COUNTED} at the most
     * @param more whether there are more than that
     * @param newest its newest one
     */
    public record Entry(Topic topic, int events, boolean more, Headline newest) {}

    /** Metadata of an event. */
    public record Headline(Cursor id, Instant time, EventType type, ContentType contentType, EventKey eventKey) {}

    /**
     * A part of the directory, in the order of the topics.
     *
     * @param next after which topic to look on; none at the end
     */
    public record Listing(List<Entry> entries, Optional<String> next) {}

    private final JpaJournal journal;

    @Inject
    TopicDirectory(JpaJournal journal) {
        this.journal = journal;
    }

    /**
     * Lists the topics that a filter matches.
     *
     * @param after a topic, or the empty text to begin with the first
     */
    public SteppedSearch<Listing> list(TopicFilter filter, String after, int limit) {
        DirectorySearch search = new DirectorySearch(filter, after, limit);
        return () -> journal.read(reader -> search.step(journal.product(), reader));
    }

    /** When the events at some positions were committed; without those that have been forgotten or are not there yet. */
    public SteppedSearch<Map<Long, Instant>> timesOf(Collection<Long> positions) {
        Deque<Long> left = new ArrayDeque<>(positions);
        Map<Long, Instant> times = new HashMap<>();
        return () -> {
            List<Long> some = new ArrayList<>();
            while (some.size() < JournalReader.NAMES && !left.isEmpty()) {
                some.add(left.poll());
            }
            journal.read(reader -> reader.marks(some))
                    .forEach((position, marks) -> times.put(position, Instant.ofEpochMilli(marks.committedAt())));
            return left.isEmpty() ? Optional.of(times) : Optional.empty();
        };
    }

    /** When the event at a position was committed; none if it has been forgotten, or is not there yet. */
    public Optional<Instant> timeOf(long position) {
        return journal.read(reader -> reader.marks(position).map(marks -> Instant.ofEpochMilli(marks.committedAt())));
    }
}

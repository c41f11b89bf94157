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
 * Lists the topics of the journal. A listing jumps from topic to topic in the index, so its cost depends on the number of
 * topics and hardly on the number of events.
 */
@Singleton
public class TopicDirectory {

    /** The maximum number of events that are counted for a topic: each one costs a row of the index. */
    public static final int MAX_COUNTED = 1_000;

    /**
     * A topic.
     *
     * @param events the number of its events, at most {@link #MAX_COUNTED}
     * @param more whether it has more events than that
     * @param newest its newest event
     */
    public record Entry(Topic topic, int events, boolean more, Headline newest) {}

    /** Metadata of an event. */
    public record Headline(Cursor id, Instant time, EventType type, ContentType contentType, EventKey eventKey) {}

    /**
     * A part of the directory, in the order of the topics.
     *
     * @param next the topic after which the next listing continues; empty at the end
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
     * @param after the topic after which the listing begins; empty to begin with the first
     */
    public SteppedSearch<Listing> list(TopicFilter filter, String after, int limit) {
        DirectorySearch search = new DirectorySearch(filter, after, limit);
        return () -> journal.read(reader -> search.step(journal.product(), reader));
    }

    /** The commit times of events by position, without positions that are deleted or do not exist yet. */
    public SteppedSearch<Map<Long, Instant>> timesOf(Collection<Long> positions) {
        Deque<Long> left = new ArrayDeque<>(positions);
        Map<Long, Instant> times = new HashMap<>();
        return () -> {
            List<Long> some = new ArrayList<>();
            while (some.size() < JournalReader.MAX_NAMES && !left.isEmpty()) {
                some.add(left.poll());
            }
            journal.read(reader -> reader.totals(some))
                    .forEach((position, totals) -> times.put(position, Instant.ofEpochMilli(totals.committedAt())));
            return left.isEmpty() ? Optional.of(times) : Optional.empty();
        };
    }

    /** The commit time of an event; empty if it is deleted or does not exist yet. */
    public Optional<Instant> timeOf(long position) {
        return journal.read(
                reader -> reader.totals(position).map(totals -> Instant.ofEpochMilli(totals.committedAt())));
    }
}

package dev.sluice.journal;

import dev.sluice.event.ContentType;
import dev.sluice.event.Cursor;
import dev.sluice.event.EventType;
import dev.sluice.event.Subject;
import dev.sluice.event.Topic;
import dev.sluice.event.TopicFilter;
import dev.sluice.runtime.Turns;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which topics the journal has. Read from the index, by jumping from one topic to the next: what it costs depends on how many
 * topics there are, and hardly on how many events.
 */
@Singleton
public class Directory {

    /** Of no topic are more events counted: whoever counts reads that many rows of the index. */
    public static final int MOST_COUNTED = 1_000;

    /** So many topics are looked at for one page, whether they match or not. */
    private static final int MOST_LOOKED_AT = 2_000;

    /**
     * A topic.
     *
     * @param events how many there are of it, {@link #MOST_COUNTED} at the most
     * @param more whether there are more than that
     * @param newest its newest one
     */
    public record Entry(Topic topic, int events, boolean more, Headline newest) {}

    /** What there is to say of an event beside its data. */
    public record Headline(Cursor id, Instant time, EventType type, ContentType contentType, Subject subject) {}

    /**
     * A part of the directory, in the order of the topics.
     *
     * @param next after which topic to look on; none at the end
     */
    public record Listing(List<Entry> entries, Optional<String> next) {}

    private record Found(String topic, List<Long> newest) {}

    /** How many pages are read at once: the connections are for others, too. */
    private static final int AT_ONCE = 2;

    private final JpaJournal journal;
    private final Turns turns = new Turns(AT_ONCE, ConnectionPool.PATIENCE);

    @Inject
    Directory(JpaJournal journal) {
        this.journal = journal;
    }

    /** @param after a topic, or the empty text to begin with the first */
    public Listing list(TopicFilter filter, String after, int limit) {
        return turns.take(() -> journal.read(reader -> list(reader, filter, after, limit)));
    }

    private Listing list(JournalReader reader, TopicFilter filter, String after, int limit) {
        List<Found> found = new ArrayList<>();
        Optional<String> last = Optional.empty();
        int looked = 0;
        for (List<String> page = page(reader, filter, after);
                !page.isEmpty();
                page = page(reader, filter, last.get())) {
            for (String topic : page) {
                if (found.size() == limit || looked++ == MOST_LOOKED_AT) {
                    return new Listing(entries(reader, found), last);
                }
                if (filter.matches(new Topic(topic))) {
                    found.add(new Found(topic, reader.newestOf(topic, Long.MAX_VALUE, MOST_COUNTED + 1)));
                }
                last = Optional.of(topic);
            }
        }
        return new Listing(entries(reader, found), Optional.empty());
    }

    /** The next topics to look at, which begin as the filter does. */
    private List<String> page(JournalReader reader, TopicFilter filter, String after) {
        String prefix = filter.literalPrefix();
        if (!filter.isPattern()) {
            return after.isEmpty() ? List.of(prefix) : List.of();
        }
        String from = after.startsWith(prefix) && !after.isEmpty() ? JournalReader.after(after) : prefix;
        return reader.topics(journal.product(), prefix, from, Long.MAX_VALUE, TopicQuery.MOST).stream()
                .map(TopicQuery.Row::topic)
                .toList();
    }

    /** Without those that retention has forgotten meanwhile. */
    private static List<Entry> entries(JournalReader reader, List<Found> all) {
        List<Found> found =
                all.stream().filter(each -> !each.newest().isEmpty()).toList();
        Map<Long, Headline> headlines = new HashMap<>();
        if (!found.isEmpty()) {
            List<Long> positions =
                    found.stream().map(each -> each.newest().get(0)).toList();
            List<Object[]> rows = reader.headlines(positions);
            // the head comes after them: one that was read before may be that of a state that is gone
            String epoch = reader.head().epoch();
            rows.forEach(row -> headlines.put((Long) row[0], headline(epoch, row)));
        }
        return found.stream()
                .filter(each -> headlines.containsKey(each.newest().get(0)))
                .map(each -> new Entry(
                        new Topic(each.topic()),
                        Math.min(MOST_COUNTED, each.newest().size()),
                        each.newest().size() > MOST_COUNTED,
                        headlines.get(each.newest().get(0))))
                .toList();
    }

    private static Headline headline(String epoch, Object[] row) {
        return new Headline(
                new Cursor(epoch, (long) row[0]),
                Instant.ofEpochMilli((long) row[1]),
                new EventType((String) row[2]),
                new ContentType((String) row[3]),
                row[4] == null ? Subject.NONE : new Subject((String) row[4]));
    }

    /** When the event at a position was committed; none if it has been forgotten, or is not there yet. */
    public Optional<Instant> timeOf(long position) {
        return journal.read(reader -> reader.marks(position).map(marks -> Instant.ofEpochMilli(marks.committedAt())));
    }
}

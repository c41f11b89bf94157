package dev.sluice.journal;

import dev.sluice.event.ContentType;
import dev.sluice.event.Cursor;
import dev.sluice.event.EventType;
import dev.sluice.event.Subject;
import dev.sluice.event.Topic;
import dev.sluice.event.TopicFilter;
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

    private final Transactions transactions;

    @Inject
    Directory(Transactions transactions) {
        this.transactions = transactions;
    }

    /** @param after a topic, or the empty text to begin with the first */
    public Listing list(TopicFilter filter, String after, int limit) {
        return transactions.read(entities -> list(new JournalReader(entities), filter, after, limit));
    }

    private static Listing list(JournalReader reader, TopicFilter filter, String after, int limit) {
        String prefix = filter.literalPrefix();
        List<Found> found = new ArrayList<>();
        Optional<String> last = Optional.empty();
        Optional<String> topic =
                after.startsWith(prefix) && !after.isEmpty() ? reader.nextTopic(after) : reader.topicFrom(prefix);
        int looked = 0;
        while (topic.filter(name -> name.startsWith(prefix)).isPresent()) {
            if (found.size() == limit || looked++ == MOST_LOOKED_AT) {
                return new Listing(entries(reader, found), last);
            }
            if (filter.matches(new Topic(topic.get()))) {
                found.add(new Found(topic.get(), reader.newestOf(topic.get(), Long.MAX_VALUE, MOST_COUNTED + 1)));
            }
            last = topic;
            topic = filter.isPattern() ? reader.nextTopic(topic.get()) : Optional.empty();
        }
        return new Listing(entries(reader, found), Optional.empty());
    }

    /** Without those that retention has forgotten meanwhile. */
    private static List<Entry> entries(JournalReader reader, List<Found> all) {
        List<Found> found =
                all.stream().filter(each -> !each.newest().isEmpty()).toList();
        Map<Long, Headline> headlines = new HashMap<>();
        if (!found.isEmpty()) {
            String epoch = reader.head().epoch();
            List<Long> positions =
                    found.stream().map(each -> each.newest().get(0)).toList();
            reader.headlines(positions).forEach(row -> headlines.put((Long) row[0], headline(epoch, row)));
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
        return transactions.read(entities ->
                new JournalReader(entities).marks(position).map(marks -> Instant.ofEpochMilli(marks.committedAt())));
    }
}

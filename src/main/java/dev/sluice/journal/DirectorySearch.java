package dev.sluice.journal;

import dev.sluice.event.ContentType;
import dev.sluice.event.Cursor;
import dev.sluice.event.EventKey;
import dev.sluice.event.EventType;
import dev.sluice.event.Topic;
import dev.sluice.event.TopicFilter;
import dev.sluice.journal.TopicDirectory.Entry;
import dev.sluice.journal.TopicDirectory.Headline;
import dev.sluice.journal.TopicDirectory.Listing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lists topics, a page of the index in each step, and counts the events of each topic that matches. A step that finds another epoch
 * than the steps before it begins the list again, since positions of two journals do not go together. As short-lived as its search;
 * for one thread at a time.
 */
final class DirectorySearch {

    /** How many topics one listing looks at, whether they match or not; and one step, which counts up to a thousand events of each. */
    private static final int MOST_LOOKED_AT = 2_000;

    private static final int STEP = 100;

    private record Found(String topic, List<Long> newest) {}

    private final TopicFilter filter;
    private final String start;
    private final int limit;
    private final List<Found> found = new ArrayList<>();

    /** After which topic to look on. */
    private String after;

    private int looked;

    /** The epoch of all that was found so far; none before the first step. */
    private Optional<String> epoch = Optional.empty();

    /** @param start after which topic to begin; the empty text for the first */
    DirectorySearch(TopicFilter filter, String start, int limit) {
        this.filter = filter;
        this.start = start;
        this.after = start;
        this.limit = limit;
    }

    /** Looks at one more page; the listing, if that was the last one. */
    Optional<Listing> step(DatabaseProduct product, JournalReader reader) {
        beginAgainUnless(reader.head().epoch());
        List<String> page = page(product, reader);
        for (String topic : page) {
            if (found.size() == limit || looked == MOST_LOOKED_AT) {
                return Optional.of(new Listing(entries(reader), Optional.of(after)));
            }
            if (filter.matches(new Topic(topic))) {
                found.add(new Found(topic, reader.newestOf(topic, Long.MAX_VALUE, TopicDirectory.MOST_COUNTED + 1)));
            }
            looked++;
            after = topic;
        }
        return page.isEmpty() ? Optional.of(new Listing(entries(reader), Optional.empty())) : Optional.empty();
    }

    /** A step that is repeated after a failover, by {@link CheckedReads}, finds the new epoch, too. */
    private void beginAgainUnless(String current) {
        if (!epoch.equals(Optional.of(current))) {
            epoch = Optional.of(current);
            found.clear();
            looked = 0;
            after = start;
        }
    }

    /** The next topics to look at, which begin as the filter does. */
    private List<String> page(DatabaseProduct product, JournalReader reader) {
        String prefix = filter.literalPrefix();
        if (!filter.isPattern()) {
            return after.isEmpty() ? List.of(prefix) : List.of();
        }
        String from = after.startsWith(prefix) && !after.isEmpty() ? JournalReader.after(after) : prefix;
        return reader.topics(product, prefix, from, Long.MAX_VALUE, STEP).stream()
                .map(TopicQuery.Row::topic)
                .toList();
    }

    /** Without those that retention has forgotten meanwhile. */
    private List<Entry> entries(JournalReader reader) {
        found.removeIf(each -> each.newest().isEmpty());
        List<Long> positions = found.stream().map(each -> each.newest().get(0)).toList();
        List<Object[]> rows = positions.isEmpty() ? List.of() : reader.headlines(positions);
        // the head is read once more: the one that was read before all this may be that of a state that is gone
        String current = reader.head().epoch();
        Map<Long, Headline> headlines = new HashMap<>();
        rows.forEach(row -> headlines.put((Long) row[0], headline(current, row)));
        return found.stream()
                .filter(each -> headlines.containsKey(each.newest().get(0)))
                .map(each -> new Entry(
                        new Topic(each.topic()),
                        Math.min(TopicDirectory.MOST_COUNTED, each.newest().size()),
                        each.newest().size() > TopicDirectory.MOST_COUNTED,
                        headlines.get(each.newest().get(0))))
                .toList();
    }

    private static Headline headline(String epoch, Object[] row) {
        return new Headline(
                new Cursor(epoch, (long) row[0]),
                Instant.ofEpochMilli((long) row[1]),
                new EventType((String) row[2]),
                new ContentType((String) row[3]),
                row[4] == null ? EventKey.NONE : new EventKey((String) row[4]));
    }
}

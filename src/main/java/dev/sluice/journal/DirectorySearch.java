package dev.sluice.journal;

import dev.sluice.event.Topic;
import dev.sluice.event.TopicFilter;
import dev.sluice.journal.TopicDirectory.Entry;
import dev.sluice.journal.TopicDirectory.Headline;
import dev.sluice.journal.TopicDirectory.Listing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lists topics, a page of the index in each step, and counts the events of each matching topic. A step that finds a new
 * epoch starts the list again, since the positions of two epochs cannot be mixed. One thread at a time may call.
 */
final class DirectorySearch {

    /** The maximum number of topics that one listing examines, whether they match or not. */
    private static final int MAX_EXAMINED = 2_000;

    /** The number of topics in a step, which counts up to a thousand events of each. */
    private static final int STEP = 100;

    private record Found(String topic, List<Long> newest) {}

    private final TopicFilter filter;
    private final String start;
    private final int limit;
    private final List<Found> found = new ArrayList<>();

    /** The topic after which the next step continues. */
    private String after;

    private int examined;

    /** The epoch of the topics found so far; empty before the first step. */
    private Optional<String> epoch = Optional.empty();

    /** @param start the topic after which the listing begins; empty to begin with the first */
    DirectorySearch(TopicFilter filter, String start, int limit) {
        this.filter = filter;
        this.start = start;
        this.after = start;
        this.limit = limit;
    }

    /** Examines one more page. Returns the listing after the last one. */
    Optional<Listing> step(DatabaseProduct product, JournalReader reader) {
        restartUnless(reader.head().epoch());
        List<String> page = page(product, reader);
        for (String topic : page) {
            if (found.size() == limit || examined == MAX_EXAMINED) {
                return Optional.of(new Listing(entries(reader), Optional.of(after)));
            }
            if (filter.matches(new Topic(topic))) {
                found.add(new Found(
                        topic, reader.byTopic().newestOf(topic, Long.MAX_VALUE, TopicDirectory.MAX_COUNTED + 1)));
            }
            examined++;
            after = topic;
        }
        return page.isEmpty() ? Optional.of(new Listing(entries(reader), Optional.empty())) : Optional.empty();
    }

    /** Starts again unless the epoch is still the same. A step that {@link CheckedReads} repeats sees the new epoch, too. */
    private void restartUnless(String current) {
        if (!epoch.equals(Optional.of(current))) {
            epoch = Optional.of(current);
            found.clear();
            examined = 0;
            after = start;
        }
    }

    /** The next topics to examine, which begin with the literal prefix of the filter. */
    private List<String> page(DatabaseProduct product, JournalReader reader) {
        String prefix = filter.literalPrefix();
        if (!filter.isPattern()) {
            return after.isEmpty() ? List.of(prefix) : List.of();
        }
        String from = after.startsWith(prefix) && !after.isEmpty() ? TopicReader.after(after) : prefix;
        return reader.byTopic().page(product, prefix, from, Long.MAX_VALUE, STEP).stream()
                .map(TopicPosition::topic)
                .toList();
    }

    /** The listing's entries, without topics whose events retention has deleted in the meantime. */
    private List<Entry> entries(JournalReader reader) {
        found.removeIf(each -> each.newest().isEmpty());
        List<Long> positions = found.stream().map(each -> each.newest().get(0)).toList();
        List<HeadlineRow> rows =
                positions.isEmpty() ? List.of() : reader.byTopic().headlines(positions);
        // the head is read after the rows: a database may have failed over since the step began
        String current = reader.head().epoch();
        Map<Long, Headline> headlines = new HashMap<>();
        rows.forEach(row -> headlines.put(row.position(), row.toHeadline(current)));
        return found.stream()
                .filter(each -> headlines.containsKey(each.newest().get(0)))
                .map(each -> new Entry(
                        new Topic(each.topic()),
                        Math.min(TopicDirectory.MAX_COUNTED, each.newest().size()),
                        each.newest().size() > TopicDirectory.MAX_COUNTED,
                        headlines.get(each.newest().get(0))))
                .toList();
    }
}

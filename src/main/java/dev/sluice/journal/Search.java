package dev.sluice.journal;

import static dev.sluice.event.Rejection.PARAMETER_INVALID;

import dev.sluice.event.Filters;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Topic;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Finds positions in the journal: by halving, backwards from the newest, and by topics. As short-lived as its reader. */
final class Search {

    /** How many positions are looked at in one query when searching backwards. */
    private static final int STEP_BACK = 1_000;

    private static final long FARTHEST_BACK = 1_000_000;

    /** Up to so many topics are looked for one by one in the index; where there are more, one of them is not far. */
    static final int FEW_TOPICS = 100;

    /** How many topics a query names at most. */
    private static final int NAMES = 500;

    private final JournalReader reader;

    Search(JournalReader reader) {
        this.reader = reader;
    }

    /**
     * The newest position for which the condition holds, if it holds from the oldest event up to some event: by
     * halving, since positions are gapless and nothing that is counted along them ever shrinks.
     */
    long newestWhere(Predicate<Marks> condition) {
        Head head = reader.head();
        // what has been trimmed in the meantime is older than anything, so that it fulfils the condition
        LongPredicate holds =
                position -> reader.marks(position).map(condition::test).orElse(true);
        long low = head.trimmed();
        long high = head.position();
        while (low < high) {
            long middle = low + (high - low + 1) / 2;
            if (holds.test(middle)) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** The position after which as many matching events as asked for stand; the oldest there is if there are fewer. */
    long positionBeforeLast(int count, Filters filters) {
        Head head = reader.head();
        Stream<Long> newestFirst = reader.topics(filters, FEW_TOPICS)
                .map(topics -> newestOf(topics, head.position(), count))
                .orElseGet(() -> newestBackwards(filters, head));
        List<Long> newest = newestFirst.limit(count).toList();
        return newest.size() < count ? head.trimmed() : newest.get(count - 1) - 1;
    }

    private Stream<Long> newestOf(SortedSet<String> topics, long upTo, int count) {
        return topics.stream()
                .flatMap(topic -> reader.newestOf(topic, upTo, count).stream())
                .sorted(Comparator.reverseOrder());
    }

    private Stream<Long> newestBackwards(Filters filters, Head head) {
        return Stream.iterate(head.position(), upTo -> upTo > head.trimmed(), upTo -> upTo - STEP_BACK)
                .peek(upTo -> {
                    if (head.position() - upTo > FARTHEST_BACK) {
                        throw PARAMETER_INVALID.because(
                                "the newest " + FARTHEST_BACK + " events do not have so many that match these filters");
                    }
                })
                .flatMap(upTo -> reader.matchesBackwards(filters, upTo - STEP_BACK, upTo).stream());
    }

    /** Where the newest events of matching topics and of their subjects stand. */
    List<Long> newest(Filters filters, long upTo, int limit) {
        RejectedException tooMany = PARAMETER_INVALID.because(
                "a snapshot has no more than " + limit + " topics and subjects, and these filters reach more");
        SortedSet<String> topics = reader.topics(filters, limit).orElseThrow(() -> tooMany);
        SortedSet<Long> positions = new TreeSet<>();
        for (List<String> some : chunks(topics)) {
            some.forEach(topic -> positions.addAll(reader.newestOf(topic, upTo, 1)));
            positions.addAll(reader.newestOfSubjects(some, upTo, limit + 1));
            if (positions.size() > limit) {
                throw tooMany;
            }
        }
        return List.copyOf(positions);
    }

    /** Those of the topics that are complete, and where their last event stands. */
    Map<Topic, Long> completions(Collection<Topic> topics) {
        Map<Topic, Long> completions = new HashMap<>();
        if (reader.head().hasCompletions()) {
            chunks(topics.stream().map(Topic::value).toList())
                    .forEach(some -> completions.putAll(reader.completions(some)));
        }
        return completions;
    }

    /** As many as a query can name. */
    private static List<List<String>> chunks(Collection<String> names) {
        List<String> all = List.copyOf(names);
        return IntStream.iterate(0, start -> start < all.size(), start -> start + NAMES)
                .mapToObj(start -> all.subList(start, Math.min(all.size(), start + NAMES)))
                .toList();
    }
}

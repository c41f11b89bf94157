package dev.sluice.event;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The filters of one subscription. An event that matches several of them is delivered once.
 *
 * <p>Example: {@code Filters.of(List.of("orders/*", "stock/**"))}
 *
 * @param list 1 to 1,000 filters with at most 10,000 segments together; duplicates are removed
 */
public record Filters(List<TopicFilter> list) {

    /** All topics that a caller may read. */
    public static final Filters ALL = new Filters(List.of(TopicFilter.ALL));

    /** Each filter costs an entry in the topic index, and a comparison for each event that is read from the journal. */
    private static final int MOST = 1_000;

    /** Each segment is a node of the topic index. */
    private static final int MOST_SEGMENTS = 10_000;

    /** @throws RejectedException {@code too-many-topics} beyond the limits, {@code topic-invalid} for an empty list */
    public Filters {
        list = list.stream().distinct().toList();
        if (list.size() > MOST) {
            throw Rejection.TOO_MANY_TOPICS.because(
                    "the subscription has " + list.size() + " filters; at most " + MOST + " are allowed");
        }
        if (list.stream().mapToInt(filter -> filter.segments().size()).sum() > MOST_SEGMENTS) {
            throw Rejection.TOO_MANY_TOPICS.because(
                    "the filters of the subscription have more than " + MOST_SEGMENTS + " segments together");
        }
        if (list.isEmpty()) {
            throw Rejection.TOPIC_INVALID.because("the subscription has no filter: at least one is required");
        }
    }

    /**
     * Parses the filters that a client sends; an empty collection means all topics.
     *
     * @throws RejectedException {@code topic-invalid} if a filter is malformed, {@code too-many-topics} beyond the limits
     */
    public static Filters of(Collection<String> values) {
        return values.isEmpty()
                ? ALL
                : new Filters(values.stream().map(TopicFilter::new).toList());
    }

    /** The topics, if no filter is a pattern; otherwise an empty set. */
    public Set<Topic> topics() {
        return list.stream().anyMatch(TopicFilter::isPattern)
                ? Set.of()
                : list.stream().map(filter -> new Topic(filter.value())).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether at least one filter matches the topic. */
    public boolean matches(Topic topic) {
        for (TopicFilter filter : list) {
            if (filter.matches(topic)) {
                return true;
            }
        }
        return false;
    }
}

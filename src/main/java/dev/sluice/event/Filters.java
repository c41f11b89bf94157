package dev.sluice.event;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The filters of one subscription: their union, so that an event is delivered once. */
public record Filters(List<TopicFilter> list) {

    public static final Filters ALL = new Filters(List.of(TopicFilter.ALL));

    /** More than any page shows; each is a place in the index, and a comparison for each event that is read. */
    private static final int MOST = 1_000;

    /** All filters together: each segment is a node of the index. */
    private static final int MOST_SEGMENTS = 10_000;

    public Filters {
        list = list.stream().distinct().toList();
        if (list.size() > MOST) {
            throw Rejection.TOO_MANY_TOPICS.because("a subscription has at most " + MOST + " filters");
        }
        if (list.stream().mapToInt(filter -> filter.segments().size()).sum() > MOST_SEGMENTS) {
            throw Rejection.TOO_MANY_TOPICS.because(
                    "the filters of a subscription have at most " + MOST_SEGMENTS + " segments together");
        }
        if (list.isEmpty()) {
            throw Rejection.TOPIC_INVALID.because("at least one filter is needed");
        }
    }

    /** The filters that clients name in so many words; none means all. */
    public static Filters of(Collection<String> values) {
        return values.isEmpty()
                ? ALL
                : new Filters(values.stream().map(TopicFilter::new).toList());
    }

    /** The topics, if these are filters for single topics and nothing else; otherwise none. */
    public Set<Topic> topics() {
        return list.stream().anyMatch(TopicFilter::isPattern)
                ? Set.of()
                : list.stream().map(filter -> new Topic(filter.value())).collect(Collectors.toUnmodifiableSet());
    }

    public boolean matches(Topic topic) {
        for (TopicFilter filter : list) {
            if (filter.matches(topic)) {
                return true;
            }
        }
        return false;
    }
}

package dev.sluice.access;

import static dev.sluice.event.Rejection.TOPIC_FORBIDDEN;

import dev.sluice.event.Filters;
import dev.sluice.event.Topic;
import dev.sluice.event.TopicFilter;
import java.util.Collection;
import java.util.List;

/** Somebody who asks, with what it has been granted: no grant, no access. */
public record Caller(List<TopicFilter> publish, List<TopicFilter> read) {

    public Caller {
        publish = List.copyOf(publish);
        read = List.copyOf(read);
    }

    /** @throws dev.sluice.event.RejectedException {@code topic-forbidden} */
    public void requirePublish(Topic topic) {
        if (publish.stream().noneMatch(grant -> grant.matches(topic))) {
            throw TOPIC_FORBIDDEN.because("this caller may not publish to this topic");
        }
    }

    /**
     * What the caller asks to read; all that it may read if it names nothing.
     *
     * @throws dev.sluice.event.RejectedException {@code topic-forbidden} if it asks for more than it may read
     */
    public Filters requireRead(Collection<String> wanted) {
        if (wanted.isEmpty() && !read.isEmpty()) {
            return new Filters(read);
        }
        Filters filters = Filters.of(wanted);
        if (!filters.list().stream().allMatch(this::mayRead)) {
            throw TOPIC_FORBIDDEN.because("this caller may not read all of these topics");
        }
        return filters;
    }

    /** Who may read a topic may also know who is there. */
    private boolean mayRead(TopicFilter filter) {
        return read.stream().anyMatch(grant -> grant.covers(filter.withoutPresence()));
    }
}

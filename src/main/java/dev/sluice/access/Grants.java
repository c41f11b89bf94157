package dev.sluice.access;

import dev.sluice.event.RejectedException;
import dev.sluice.event.Topic;
import dev.sluice.event.TopicFilter;
import dev.sluice.settings.Settings;
import java.util.List;
import java.util.stream.Stream;

/**
 * The grants of a caller. A caller without a grant has no access.
 *
 * @param publish matches the topics to which the caller may publish
 * @param read covers the filters that the caller may subscribe to
 * @param administer whether it may administer the gateway: see and close connections, revoke tokens, read metrics
 * @param metrics whether it may read metrics
 */
public record Grants(List<TopicFilter> publish, List<TopicFilter> read, boolean administer, boolean metrics) {

    public static final Grants NONE = new Grants(List.of(), List.of(), false);

    static final Grants METRICS = new Grants(List.of(), List.of(), false, true);

    public Grants {
        publish = List.copyOf(publish);
        // the gateway's own events belong to administration and cannot be granted separately
        read = read.stream().filter(filter -> !filter.isOfTheSystem()).toList();
    }

    /** Grants without the right to read metrics, which administrators have anyway. */
    public Grants(List<TopicFilter> publish, List<TopicFilter> read, boolean administer) {
        this(publish, read, administer, false);
    }

    /** @throws IllegalStateException if a filter is malformed; the message has the key of the setting */
    static Grants of(Settings.Grant grant) {
        return new Grants(
                filters(grant.key() + ".publish", grant.publish()),
                filters(grant.key() + ".read", grant.read()),
                grant.administer(),
                grant.metrics());
    }

    private static List<TopicFilter> filters(String key, List<String> values) {
        try {
            return values.stream().map(TopicFilter::new).toList();
        } catch (RejectedException e) {
            // no cause is set: containers show only the innermost message, and that one does not have the key
            throw new IllegalStateException("setting " + key + ": " + e.getMessage());
        }
    }

    /** The union of both. */
    Grants and(Grants others) {
        return new Grants(
                Stream.concat(publish.stream(), others.publish.stream())
                        .distinct()
                        .toList(),
                Stream.concat(read.stream(), others.read.stream()).distinct().toList(),
                administer || others.administer,
                metrics || others.metrics);
    }

    /** Whether there is a right that a connected client can use. */
    boolean allowSomething() {
        return !publish.isEmpty() || !read.isEmpty() || administer;
    }

    boolean allowMetrics() {
        return metrics || administer;
    }

    boolean allowPublish(Topic topic) {
        return publish.stream().anyMatch(grant -> grant.matches(topic));
    }

    /** Whether the filter may be read. The right to read a topic includes its presence topic. */
    boolean allowRead(TopicFilter filter) {
        TopicFilter wanted = filter.withoutPresence();
        return wanted.isOfTheSystem() ? administer : read.stream().anyMatch(grant -> grant.covers(wanted));
    }
}

package dev.sluice.event;

import static dev.sluice.event.Rejection.TOPIC_INVALID;

import java.util.Arrays;
import java.util.List;

/**
 * A topic, or a pattern of topics: {@code *} matches exactly one segment, and {@code **} as the last segment matches one or
 * more segments. A pattern that begins with a wildcard does not match topics that begin with {@code $}.
 *
 * <p>Example: {@code new TopicFilter("orders/*").matches(new Topic("orders/42"))}
 *
 * @param value 1 to 512 bytes of UTF-8 without control characters
 */
public record TopicFilter(String value) {

    /** Prefix of presence topics: {@code $presence/orders} reports the members that are present on {@code orders}. */
    public static final String PRESENCE = "$presence/";

    /** Prefix of the topics with the gateway's own events, which only administrators may read. */
    public static final String SYSTEM = "$sys/";

    /** Matches all topics except those that begin with {@code $}. */
    public static final TopicFilter ALL = new TopicFilter("**");

    private static final String ONE = "*";
    private static final String REST = "**";

    /** @throws RejectedException {@code topic-invalid} if the value is malformed, or has a wildcard in a wrong place */
    public TopicFilter {
        Topic.checkName(value, "the filter");
        checkWildcards(value);
    }

    private static void checkWildcards(String value) {
        if (value.indexOf('*') < 0) {
            return;
        }
        List<String> segments = segments(value);
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            boolean last = i == segments.size() - 1;
            if (segment.indexOf('*') >= 0 && !segment.equals(ONE) && !(last && segment.equals(REST))) {
                throw TOPIC_INVALID.because("the filter '" + Text.excerpt(value)
                        + "' is malformed: * must be a whole segment, and ** the whole last segment");
            }
        }
    }

    /** Whether the filter is for presence topics. */
    public boolean isPresence() {
        return value.startsWith(PRESENCE);
    }

    /** Whether the filter is for the gateway's own events. */
    public boolean isOfTheSystem() {
        return value.startsWith(SYSTEM);
    }

    /** The filter without the presence prefix; this filter if it has no such prefix. */
    public TopicFilter withoutPresence() {
        return isPresence() ? new TopicFilter(value.substring(PRESENCE.length())) : this;
    }

    /** Whether the filter has a wildcard; otherwise it matches a single topic. */
    public boolean isPattern() {
        return value.indexOf('*') >= 0;
    }

    /** The common prefix of all matching topics; the whole topic if the filter is no pattern. */
    public String literalPrefix() {
        int star = value.indexOf('*');
        return star < 0 ? value : value.substring(0, star);
    }

    /** The segments between the slashes, including wildcards; never empty. */
    public List<String> segments() {
        return segments(value);
    }

    /** The segments of a topic or a filter. The list is not copied, because this is called once per event. */
    public static List<String> segments(String name) {
        return Arrays.asList(name.split("/", -1));
    }

    /** Whether the topic matches; the time is linear in the length of the topic. */
    public boolean matches(Topic topic) {
        String name = topic.value();
        if (!isPattern()) {
            return value.equals(name);
        }
        if (topic.isSystem() && value.charAt(0) == '*') {
            return false;
        }
        return matches(value, name);
    }

    private static boolean matches(String filter, String name) {
        int f = 0;
        int n = 0;
        while (true) {
            int filterEnd = segmentEnd(filter, f);
            int nameEnd = segmentEnd(name, n);
            boolean one = filterEnd - f == 1 && filter.charAt(f) == '*';
            if (filterEnd - f == 2 && filter.startsWith(REST, f)) {
                return true;
            }
            if (!one && !(filterEnd - f == nameEnd - n && filter.regionMatches(f, name, n, nameEnd - n))) {
                return false;
            }
            if (filterEnd == filter.length() || nameEnd == name.length()) {
                return filterEnd == filter.length() && nameEnd == name.length();
            }
            f = filterEnd + 1;
            n = nameEnd + 1;
        }
    }

    /** Whether this filter matches every topic that the other filter matches. */
    public boolean covers(TopicFilter other) {
        if (other.value.charAt(0) == '$' && value.charAt(0) == '*') {
            return false;
        }
        List<String> mine = segments();
        List<String> theirs = other.segments();
        for (int i = 0; i < mine.size() && i < theirs.size(); i++) {
            String segment = mine.get(i);
            String wanted = theirs.get(i);
            if (segment.equals(REST)) {
                return true;
            }
            if (wanted.equals(REST) || !segment.equals(ONE) && !segment.equals(wanted)) {
                return false;
            }
        }
        return mine.size() == theirs.size();
    }

    private static int segmentEnd(String text, int start) {
        int slash = text.indexOf('/', start);
        return slash < 0 ? text.length() : slash;
    }

    @Override
    public String toString() {
        return value;
    }
}

package dev.sluice.event;

import static dev.sluice.event.Rejection.TOPIC_INVALID;

import java.util.Arrays;
import java.util.List;

/**
 * A topic, or a pattern of topics: {@code *} stands for one whole segment, {@code **} as the last segment for one or
 * more. A pattern that begins with a wildcard does not reach the system's topics, which begin with {@code $}.
 */
public record TopicFilter(String value) {

    /** Prefix of the topics that report presence on the topic behind the prefix. */
    public static final String PRESENCE = "$presence/";

    /** Prefix of the topics with the gateway's own events, for administrators. */
    public static final String SYSTEM = "$sys/";

    public static final TopicFilter ALL = new TopicFilter("**");

    private static final String ONE = "*";
    private static final String REST = "**";

    public TopicFilter {
        Topic.checkName(value, "a filter");
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
                throw TOPIC_INVALID.because(
                        "a filter has * as a whole segment, or ** as its last one: " + Text.excerpt(value));
            }
        }
    }

    public boolean isPresence() {
        return value.startsWith(PRESENCE);
    }

    /** Whether it asks for what the gateway tells of itself. */
    public boolean isOfTheSystem() {
        return value.startsWith(SYSTEM);
    }

    /** The filter for the topics of which this one asks who is there; itself if it does not ask that. */
    public TopicFilter withoutPresence() {
        return isPresence() ? new TopicFilter(value.substring(PRESENCE.length())) : this;
    }

    public boolean isPattern() {
        return value.indexOf('*') >= 0;
    }

    /** The common prefix of all matching topics; the whole topic if this is no pattern. */
    public String literalPrefix() {
        int star = value.indexOf('*');
        return star < 0 ? value : value.substring(0, star);
    }

    /** The segments between the slashes, wildcards included; never empty. */
    public List<String> segments() {
        return segments(value);
    }

    /** Of a topic, too; not copied, since this happens once per event. */
    public static List<String> segments(String name) {
        return Arrays.asList(name.split("/", -1));
    }

    /** Whether the topic matches; takes time linear in the length of the topic. */
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

    /** Whether this filter matches everything that the other one does. */
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

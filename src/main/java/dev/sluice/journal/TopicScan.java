package dev.sluice.journal;

import dev.sluice.event.Filters;
import dev.sluice.event.Topic;
import dev.sluice.event.TopicFilter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Finds the topics that patterns match, a page of the index at a time. An instance serves one search, on one thread at a time. */
final class TopicScan {

    private final Deque<TopicFilter> patterns = new ArrayDeque<>();
    private final DatabaseProduct product;
    private final List<String> named;
    private final long upTo;
    private final int limit;

    private String from = "";
    private int examined;

    /**
     * @param upTo the position up to which events count
     * @param limit the maximum number of topics to examine, including those that the filters name
     */
    TopicScan(DatabaseProduct product, Filters filters, long upTo, int limit) {
        filters.list().stream().filter(TopicFilter::isPattern).forEach(patterns::add);
        this.product = product;
        this.named = filters.list().stream()
                .filter(filter -> !filter.isPattern())
                .map(TopicFilter::value)
                .toList();
        this.examined = named.size();
        this.upTo = upTo;
        this.limit = limit;
        begin();
    }

    private void begin() {
        from = patterns.isEmpty() ? "" : patterns.peek().literalPrefix();
    }

    /** The topics that the filters name, which need no query. */
    List<String> named() {
        return named;
    }

    /** The number of patterns that are not finished. */
    int patterns() {
        return patterns.size();
    }

    boolean hasMore() {
        return !patterns.isEmpty() && !isTooMany();
    }

    boolean isTooMany() {
        return examined > limit;
    }

    /** Examines the next page by one query. Returns the matching topics. */
    List<TopicPosition> next(TopicReader reader) {
        TopicFilter filter = patterns.peek();
        int size = Math.min(TopicQuery.MAX_TOPICS, limit - examined + 1);
        List<TopicPosition> page = reader.page(product, filter.literalPrefix(), from, upTo, size);
        examined += page.size();
        if (page.size() < size) {
            patterns.remove();
            begin();
        } else {
            from = TopicReader.after(page.get(page.size() - 1).topic());
        }
        return page.stream()
                .filter(row -> filter.matches(new Topic(row.topic())))
                .toList();
    }
}

package dev.sluice.journal;

import dev.sluice.event.Filters;
import dev.sluice.event.Topic;
import dev.sluice.event.TopicFilter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Finds the topics that patterns match, a page of the index at a time. As short-lived as its search; for one thread. */
final class TopicScan {

    private final Deque<TopicFilter> patterns = new ArrayDeque<>();
    private final DatabaseProduct product;
    private final List<String> named;
    private final long upTo;
    private final int limit;

    private String from = "";
    private int looked;

    /**
     * @param upTo up to where events count
     * @param limit how many topics to look at, those that the filters name included
     */
    TopicScan(DatabaseProduct product, Filters filters, long upTo, int limit) {
        filters.list().stream().filter(TopicFilter::isPattern).forEach(patterns::add);
        this.product = product;
        this.named = filters.list().stream()
                .filter(filter -> !filter.isPattern())
                .map(TopicFilter::value)
                .toList();
        this.looked = named.size();
        this.upTo = upTo;
        this.limit = limit;
        begin();
    }

    private void begin() {
        from = patterns.isEmpty() ? "" : patterns.peek().literalPrefix();
    }

    /** The topics that are named, which need no looking for. */
    List<String> named() {
        return named;
    }

    int patterns() {
        return patterns.size();
    }

    boolean hasMore() {
        return !patterns.isEmpty() && !isTooMany();
    }

    boolean isTooMany() {
        return looked > limit;
    }

    /** The matches of the next page, by one query. */
    List<TopicQuery.Row> next(JournalReader reader) {
        TopicFilter filter = patterns.peek();
        int most = Math.min(TopicQuery.MOST, limit - looked + 1);
        List<TopicQuery.Row> page = reader.topics(product, filter.literalPrefix(), from, upTo, most);
        looked += page.size();
        if (page.size() < most) {
            patterns.remove();
            begin();
        } else {
            from = JournalReader.after(page.get(page.size() - 1).topic());
        }
        return page.stream()
                .filter(row -> filter.matches(new Topic(row.topic())))
                .toList();
    }
}

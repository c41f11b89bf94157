package dev.sluice.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.Filters;
import dev.sluice.event.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopicIndexTest {

    private final Random random = new Random(42);

    private String name(String... segments) {
        return IntStream.range(0, 1 + random.nextInt(4))
                .mapToObj(i -> segments[random.nextInt(segments.length)])
                .collect(Collectors.joining("/"));
    }

    private Filters filters() {
        List<String> filters = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            String filter = name("a", "b", "c", "*", "");
            filters.add(random.nextInt(4) == 0 ? filter + "/**" : filter.isEmpty() ? "**" : filter);
        }
        return Filters.of(filters);
    }

    @Test
    void findsExactlyThoseWhoseFiltersMatch() {
        TopicIndex<Filters> index = new TopicIndex<>();
        List<Filters> all = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            Filters filters = filters();
            all.add(filters);
            index.add(filters, filters);
        }
        for (int i = 0; i < 500; i++) {
            Topic topic = new Topic(random.nextInt(9) == 0 ? "$sys/" + name("a", "b") : "a/" + name("a", "b", "c", ""));
            List<Filters> found = new ArrayList<>();
            index.match(topic, found);
            assertThat(found)
                    .as("%s", topic)
                    .allMatch(filters -> filters.matches(topic))
                    .containsAll(all.stream()
                            .filter(filters -> filters.matches(topic))
                            .toList());
        }
    }

    @Test
    void isEmptyWhenAllHaveGone() {
        TopicIndex<Integer> index = new TopicIndex<>();
        List<Filters> all = IntStream.range(0, 200).mapToObj(i -> filters()).toList();
        IntStream.range(0, 200).forEach(i -> index.add(all.get(i), i));
        IntStream.range(0, 200).forEach(i -> index.remove(all.get(i), i));
        assertThat(index.isEmpty()).isTrue();
    }
}

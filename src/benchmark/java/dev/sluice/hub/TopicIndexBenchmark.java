package dev.sluice.hub;

import dev.sluice.benchmark.micro.Sample;
import dev.sluice.event.Filters;
import dev.sluice.event.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What one event, and one subscription, costs in the index: the same however many others there are. */
@State(Scope.Benchmark)
public class TopicIndexBenchmark {

    /** What those want who do not match. */
    public enum Kind {
        /** Topics beside that of the event. */
        EXACT {
            @Override
            String filter(int i) {
                return "shop/eu/orders/x" + i + "/created";
            }
        },
        /** Patterns that part from its topic at once. */
        SHALLOW {
            @Override
            String filter(int i) {
                return (i % 2 == 0 ? "*/x" : "shop/x") + i + "/**";
            }
        },
        /** Patterns that part from its topic at the end only, after every way to get there. */
        DEEP {
            @Override
            String filter(int i) {
                String[] segments = Sample.TOPIC.split("/");
                for (int s = 0; s < segments.length - 1; s++) {
                    if ((i >> s & 1) == 1) {
                        segments[s] = "*";
                    }
                }
                segments[segments.length - 1] = "x" + i;
                return String.join("/", segments);
            }
        };

        abstract String filter(int i);
    }

    private static final List<String> MATCHING = List.of(
            Sample.TOPIC,
            Sample.TOPIC,
            Sample.TOPIC,
            Sample.TOPIC,
            Sample.TOPIC,
            "**",
            "shop/**",
            "shop/eu/*/*/*",
            "*/eu/orders/42/*",
            "shop/*/orders/*/created");

    @Param({"EXACT", "SHALLOW", "DEEP"})
    public Kind filters;

    @Param({"10", "1000", "100000"})
    public int others;

    private final TopicIndex<Integer> index = new TopicIndex<>();
    private final Topic topic = new Topic(Sample.TOPIC);
    private final List<Integer> found = new ArrayList<>();
    private Filters one;

    @Setup
    public void fill() {
        IntStream.range(0, others).forEach(i -> index.add(Filters.of(List.of(filters.filter(i))), i));
        IntStream.range(0, MATCHING.size()).forEach(i -> index.add(Filters.of(List.of(MATCHING.get(i))), -1 - i));
        one = Filters.of(List.of(filters.filter(others)));
        if (match() != MATCHING.size()) {
            throw new IllegalStateException("other subscriptions match");
        }
    }

    /** Who wants an event, where ten do. */
    @Benchmark
    public int match() {
        found.clear();
        index.match(topic, found);
        return found.size();
    }

    @Benchmark
    public void addAndRemove() {
        index.add(one, others);
        index.remove(one, others);
    }
}

package dev.sluice.benchmark;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** All subscribers are cut at once, miss a few events, and come back with the id of the last one that they have. */
final class Storm {

    private static final int MISSED = 10;

    /** The last one is measured; the others warm up what no other load does. */
    private static final int STORMS = 3;

    private static final int SIZE = 100;
    private static final long PATIENCE = TimeUnit.MINUTES.toNanos(1);

    private final Order order;
    private final String topic;
    private final int subscribers;
    private final Tally tally = new Tally();

    Storm(Order order) {
        this.order = order;
        this.topic = "bench/" + order.text("run");
        this.subscribers = order.number("subscribers", 15_000);
    }

    Map<String, Object> run() throws IOException {
        try (Crowd crowd = new Crowd(order.hub(), order.dialect(), order.protocol(), tally)) {
            crowd.open(subscribers, i -> topic, Optional.empty(), 0);
            String seen = publish(0);
            awaitEvents(crowd);
            crowd.atOnce(order.number("atOnce", 1_000));
            double seconds = 0;
            for (int storm = 1; storm <= STORMS; storm++) {
                if (incomplete(crowd, storm - 1) > 0) {
                    throw new IOException("not everyone has had the events before the cut");
                }
                crowd.cut();
                String next = publish(storm);
                order.say("measure");
                seconds = comeBack(crowd, seen);
                order.say("measured");
                seen = next;
            }
            return result(crowd, seconds);
        }
    }

    /** @return how many seconds it took until everybody had what he had missed */
    private double comeBack(Crowd crowd, String seen) throws IOException {
        long start = System.nanoTime();
        tally.reset();
        open(crowd, seen);
        awaitEvents(crowd);
        return (System.nanoTime() - start) / 1e9;
    }

    /** Over a connection of its own: the server closes one that is idle while thousands come. */
    private String publish(int storm) throws IOException {
        try (Single publisher = new Single(order)) {
            return publisher.publish(topic, (long) storm * MISSED, MISSED, SIZE);
        }
    }

    private void open(Crowd crowd, String seen) {
        try {
            crowd.open(subscribers, i -> topic, Optional.of(seen), 0);
        } catch (IOException e) {
            // who is not back counts as incomplete
            System.err.println("storm: " + e.getMessage());
        }
    }

    private void awaitEvents(Crowd crowd) throws IOException {
        long deadline = System.nanoTime() + PATIENCE;
        long all = (long) MISSED * subscribers;
        long arrived = crowd.clients().stream().mapToLong(Client::events).sum();
        long before = tally.arrived;
        crowd.readWhile(() -> arrived + tally.arrived - before < all && System.nanoTime() < deadline);
    }

    private long incomplete(Crowd crowd, int storm) {
        long complete = crowd.clients().stream()
                .filter(client -> client.hasExactly((long) storm * MISSED, MISSED))
                .count();
        return subscribers - complete;
    }

    private Map<String, Object> result(Crowd crowd, double seconds) {
        Histogram times = new Histogram(3);
        crowd.clients().stream()
                .filter(client -> client.events() > 0)
                .forEach(client -> times.recordValue(client.nanosToLast()));
        long incomplete = incomplete(crowd, STORMS);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("clientsPerSecond", (subscribers - incomplete) / seconds);
        result.put("p50", times.getValueAtPercentile(50) / 1e6);
        result.put("p99", times.getValueAtPercentile(99) / 1e6);
        result.put("count", subscribers);
        result.put("incomplete", incomplete);
        result.put("lost", tally.lost);
        return result;
    }
}

package dev.sluice.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** All subscribers are cut at once, miss a few events, and come back with the id of the last one that they have. */
final class Storm {

    private static final int MISSED = 10;

    /** The first one finds code that has not been compiled yet; it counts by itself. */
    private static final int STORMS = 3;

    private static final int SIZE = 100;
    private static final long PATIENCE = TimeUnit.MINUTES.toNanos(1);

    private final Order order;
    private final String topic;
    private final int subscribers;
    private final Tally tally = new Tally();

    /** When the last storm began. */
    private long cut;

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
            List<Double> seconds = new ArrayList<>();
            for (int storm = 1; storm <= STORMS; storm++) {
                if (incomplete(crowd, storm - 1) > 0) {
                    throw new IOException("not everyone has had the events before the cut");
                }
                crowd.cut();
                String next = publish(storm);
                order.beginMeasuring();
                seconds.add(comeBack(crowd, seen));
                order.endMeasuring();
                seen = next;
            }
            return result(crowd, seconds);
        }
    }

    /** @return how many seconds it took until everybody had what he had missed */
    private double comeBack(Crowd crowd, String seen) throws IOException {
        cut = System.nanoTime();
        tally.reset();
        open(crowd, seen);
        awaitEvents(crowd);
        return (System.nanoTime() - cut) / 1e9;
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

    private Map<String, Object> result(Crowd crowd, List<Double> seconds) {
        double last = seconds.get(seconds.size() - 1);
        Histogram times = new Histogram(3);
        for (Client client : crowd.clients()) {
            // from the moment when all were cut, however late its turn to connect came
            times.recordValue(client.events() < MISSED ? (long) (last * 1e9) : client.lastAt() - cut);
        }
        long incomplete = incomplete(crowd, STORMS);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("clientsPerSecond", (subscribers - incomplete) / last);
        result.put("clientsPerSecondFirst", subscribers / seconds.get(0));
        result.put("p50", times.getValueAtPercentile(50) / 1e6);
        result.put("p99", times.getValueAtPercentile(99) / 1e6);
        result.put("count", STORMS * subscribers);
        result.put("incomplete", incomplete);
        result.put("lost", tally.lost);
        return result;
    }
}

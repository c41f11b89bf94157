package dev.sluice.benchmark;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Subscribers, evenly on some lanes, and a publisher that goes from lane to lane. A lane is what a subscriber asks for: a
 * topic, or a pattern.
 */
final class FanOut {

    /** How long the last events may be under way when the publisher has stopped. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

    private static final int SETTLES = 1;

    private final Order order;
    private final int lanes;
    private final int perLane;
    private final boolean patterns;
    private final int batch;
    private final Tally tally = new Tally();

    FanOut(Order order) {
        this.order = order;
        this.lanes = order.number("lanes", 1);
        this.perLane = order.number("subscribers", 1_000) / lanes;
        this.patterns = order.flag("patterns");
        this.batch = order.number("batch", 1);
    }

    Map<String, Object> run() throws IOException {
        int rate = order.number("rate", 0);
        try (Crowd crowd = new Crowd(order.hub(), order.dialect(), order.protocol(), tally)) {
            crowd.open(lanes * perLane, this::wish, Optional.empty(), 0);
            // a hub may have agreed to a WebSocket before it has the subscriber on its list
            crowd.readFor(SETTLES);
            Pace pace = rate > 0
                    ? Pace.perSecond((double) rate / batch)
                    : Pace.window(order.number("window", 256) / batch, perLane * batch, tally);
            Feed feed = new Feed(order.hub(), pace, this::request, new Answers());
            feed.start(order.number("publishers", 8));
            crowd.readFor(order.number("warmup", 5));
            order.beginMeasuring();
            long events = feed.published();
            tally.measure(true);
            double seconds = crowd.readFor(order.number("seconds", 8));
            tally.measure(false);
            order.endMeasuring();
            events = (feed.published() - events) * batch;
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("deliveriesPerSecond", tally.measured / seconds);
            result.put("eventsPerSecond", events / seconds);
            result.put("p50", tally.percentileMillis(50));
            result.put("p99", tally.percentileMillis(99));
            result.put("count", tally.measured);
            result.put("incomplete", incomplete(crowd, feed));
            result.put("lost", tally.lost);
            return result;
        }
    }

    private byte[] request(long index, long due) {
        return batch == 1
                ? order.dialect().publish(topic(index), data(index, due))
                : Batch.request(index * batch, batch, this::topic, event -> data(event, due));
    }

    private String topic(long event) {
        return patterns ? lane(event) + "/x" : lane(event);
    }

    private byte[] data(long event, long due) {
        return Mark.data(event / lanes, due, order.number("size", 100));
    }

    private String wish(int subscriber) {
        return patterns ? lane(subscriber) + "/*" : lane(subscriber);
    }

    private String lane(long index) {
        return "bench/" + order.text("run") + "/" + index % lanes;
    }

    /** How many subscribers do not have each event of their lane exactly once, when all has been delivered. */
    private long incomplete(Crowd crowd, Feed feed) throws IOException {
        CompletableFuture<Long> stopping = CompletableFuture.supplyAsync(feed::stop);
        crowd.readWhile(() -> !stopping.isDone());
        long published = stopping.join() * batch;
        long deadline = System.nanoTime() + PATIENCE;
        crowd.readWhile(() -> tally.arrived < published * perLane && System.nanoTime() < deadline);
        long incomplete = 0;
        for (int i = 0; i < crowd.clients().size(); i++) {
            Client client = crowd.clients().get(i);
            long expected = (published - i % lanes + lanes - 1) / lanes;
            if (client.events() != expected || client.sum() != expected * (expected - 1) / 2) {
                incomplete++;
            }
        }
        return incomplete;
    }
}

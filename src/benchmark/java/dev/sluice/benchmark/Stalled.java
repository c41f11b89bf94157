package dev.sluice.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Readers at a steady rate, first by themselves, then beside as many who have stopped reading with more before them than
 * the kernel buffers for a connection: so that it is the gateway that has them on its hands.
 */
final class Stalled {

    private static final int RECEIVE_BUFFER = 4 << 10;
    private static final int AT_ONCE = 20;
    private static final int WINDOWS = 3;
    private static final int HEAP_SECONDS = 3;
    private static final long PATIENCE = TimeUnit.MINUTES.toNanos(2);

    private final Order order;
    private final String topics;
    private final int readers;
    private final int stalling;
    private final int burstEvents;
    private final int burstSize;
    private final Tally tally = new Tally();

    Stalled(Order order) {
        this.order = order;
        this.topics = "bench/" + order.text("run") + "/";
        this.readers = order.number("subscribers", 1_000);
        this.stalling = order.number("stalled", readers);
        this.burstEvents = order.number("burst", 128);
        this.burstSize = order.number("burstSize", 32 << 10);
    }

    Map<String, Object> run() throws IOException {
        int warmup = order.number("warmup", 5);
        int seconds = order.number("seconds", 8);
        String start = burst();
        try (Steady steady = new Steady(order, topics + "live", readers);
                Crowd crowd = new Crowd(order.hub(), order.dialect(), order.protocol(), tally)) {
            steady.readFor(warmup);
            Steady.Window without = window(steady, seconds);
            order.say("look Without");
            steady.readFor(HEAP_SECONDS);
            stall(crowd, steady, start);
            steady.readFor(warmup);
            order.beginMeasuring();
            Steady.Window with = window(steady, seconds);
            order.endMeasuring();
            order.say("look With");
            steady.readFor(HEAP_SECONDS);
            int published = steady.stop();
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("p99Without", without.p99());
            result.put("p50", with.p50());
            result.put("p99", with.p99());
            result.put("ratio", with.p99() / without.p99());
            result.put("count", WINDOWS * with.deliveries());
            result.put("incomplete", steady.incomplete(published));
            readTheRest(crowd, published);
            result.put("closed", tally.lost);
            result.put("stalledIncomplete", stalling - tally.lost - complete(crowd, published));
            return result;
        }
    }

    private static Steady.Window window(Steady steady, int seconds) throws IOException {
        List<Steady.Window> windows = new ArrayList<>();
        for (int i = 0; i < WINDOWS; i++) {
            windows.add(steady.window(seconds));
        }
        return Steady.middle(windows);
    }

    /** Gives the id before it. */
    private String burst() throws IOException {
        try (Single publisher = new Single(order)) {
            String start = publisher.publish(topics + "start", 0, 0);
            publisher.publish(topics + "burst", 0, burstEvents, burstSize);
            return start;
        }
    }

    /** A few at a time, so that they have read little before they stop. */
    private void stall(Crowd crowd, Steady steady, String start) throws IOException {
        while (crowd.clients().size() < stalling) {
            int from = crowd.clients().size();
            crowd.open(Math.min(AT_ONCE, stalling - from), i -> topics + "*", Optional.of(start), RECEIVE_BUFFER);
            crowd.clients().stream().skip(from).forEach(crowd::stall);
            steady.readFor(0);
        }
    }

    private void readTheRest(Crowd crowd, int published) throws IOException {
        crowd.clients().forEach(crowd::readOn);
        long deadline = System.nanoTime() + PATIENCE;
        crowd.readWhile(() -> tally.lost + complete(crowd, published) < stalling && System.nanoTime() < deadline);
    }

    private long complete(Crowd crowd, int published) {
        long sum = published * (published - 1L) / 2 + burstEvents * (burstEvents - 1L) / 2;
        return crowd.clients().stream()
                .filter(client -> client.events() == published + burstEvents && client.sum() == sum)
                .count();
    }
}

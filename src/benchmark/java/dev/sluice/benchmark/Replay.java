package dev.sluice.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * A reader who resumes far behind, in a journal that is long already, again and again; and what that is to others, who get
 * their events live.
 */
final class Replay {

    private static final int WINDOWS = 3;
    private static final long PATIENCE = TimeUnit.MINUTES.toNanos(1);

    private final Order order;
    private final int journal;
    private final int behind;
    private final Histogram first = new Histogram(3);
    private final Histogram rates = new Histogram(3);
    private int incomplete;
    private volatile boolean enough;

    Replay(Order order) {
        this.order = order;
        this.journal = order.number("journal", 10_000_000);
        this.behind = Math.min(journal, order.number("behind", 100_000));
    }

    Map<String, Object> run() throws IOException {
        String topic = "bench/" + order.text("run");
        int seconds = order.number("seconds", 8);
        Optional<String> after = Optional.of(epoch(topic) + "-" + (journal - behind));
        try (Steady steady = new Steady(order, topic, order.number("subscribers", 100))) {
            replaying(steady, after, () -> steady.readFor(order.number("warmup", 5)));
            first.reset();
            rates.reset();
            List<Steady.Window> withouts = new ArrayList<>();
            List<Steady.Window> withs = new ArrayList<>();
            for (int i = 0; i < WINDOWS; i++) {
                steady.readFor(1);
                withouts.add(steady.window(seconds));
                order.beginMeasuring();
                replaying(steady, after, () -> withs.add(steady.window(seconds)));
                order.endMeasuring();
            }
            Steady.Window without = Steady.middle(withouts);
            Steady.Window with = Steady.middle(withs);
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("firstEvent", first.getValueAtPercentile(50) / 1e6);
            result.put("firstEventSlowest", first.getMaxValue() / 1e6);
            result.put("eventsPerSecond", (double) rates.getValueAtPercentile(50));
            result.put("p99Without", without.p99());
            result.put("p50", with.p50());
            result.put("p99", with.p99());
            result.put("ratio", with.p99() / without.p99());
            result.put("replays", rates.getTotalCount());
            result.put("count", rates.getTotalCount() * behind);
            result.put("incomplete", incomplete + steady.incomplete(steady.stop()));
            return result;
        }
    }

    private String epoch(String topic) throws IOException {
        try (Single publisher = new Single(order)) {
            return publisher.publish(topic + "/epoch", 0, 0).split("-")[0];
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private void replaying(Steady steady, Optional<String> after, Step meanwhile) throws IOException {
        enough = false;
        CompletableFuture<Void> replays = CompletableFuture.runAsync(() -> replay(after));
        meanwhile.run();
        enough = true;
        steady.readWhile(() -> !replays.isDone());
        replays.join();
    }

    private void replay(Optional<String> after) {
        do {
            try (Crowd crowd = new Crowd(order.hub(), order.dialect(), order.protocol(), new Tally())) {
                crowd.open(1, i -> Filling.TOPICS + "*", after, 0);
                Client reader = crowd.clients().get(0);
                long deadline = System.nanoTime() + PATIENCE;
                crowd.readWhile(() -> reader.events() < behind && System.nanoTime() < deadline);
                if (reader.hasExactly(journal - behind + 1, behind)) {
                    first.recordValue(reader.nanosToFirst());
                    rates.recordValue((long) (behind * 1e9 / reader.nanosToLast()));
                } else {
                    incomplete++;
                }
            } catch (IOException e) {
                incomplete++;
                System.err.println("replay: " + e);
            }
        } while (!enough);
    }
}

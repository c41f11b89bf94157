package dev.sluice.benchmark;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Subscribers of one topic who get so many events a second all the time, measured in one window after another: whether
 * they notice what else the gateway has to do.
 */
final class Steady implements AutoCloseable {

    /** What was measured in one window. */
    record Window(double p50, double p99, long deliveries) {}

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);
    private static final int PUBLISHERS = 8;

    private final Order order;
    private final String topic;
    private final Tally tally = new Tally();
    private final Crowd crowd;
    private final Feed feed;

    Steady(Order order, String topic, int subscribers) throws IOException {
        this.order = order;
        this.topic = topic;
        this.crowd = new Crowd(order.hub(), order.dialect(), order.protocol(), tally);
        crowd.open(subscribers, i -> topic, Optional.empty(), 0);
        this.feed = new Feed(order.hub(), Pace.perSecond(order.number("rate", 100)), this::request, new Answers());
        feed.start(PUBLISHERS);
    }

    private byte[] request(long index, long due) {
        return order.dialect().publish(topic, Mark.data(index, due, order.number("size", 100)));
    }

    void readFor(int seconds) throws IOException {
        crowd.readFor(seconds);
    }

    void readWhile(BooleanSupplier condition) throws IOException {
        crowd.readWhile(condition);
    }

    Window window(int seconds) throws IOException {
        tally.reset();
        tally.measure(true);
        crowd.readFor(seconds);
        tally.measure(false);
        return new Window(tally.percentileMillis(50), tally.percentileMillis(99), tally.measured);
    }

    /** Several, of which the one in the middle counts: a single pause would be the p99 of a short window. */
    static Window middle(List<Window> windows) {
        return windows.stream()
                .sorted(Comparator.comparingDouble(Window::p99))
                .skip(windows.size() / 2)
                .findFirst()
                .orElseThrow();
    }

    /** Ends the events, and says how many there were. */
    int stop() throws IOException {
        CompletableFuture<Long> stopping = CompletableFuture.supplyAsync(feed::stop);
        crowd.readWhile(() -> !stopping.isDone());
        return stopping.join().intValue();
    }

    /** How many subscribers do not have exactly these events; their order is that of several publishers. */
    long incomplete(int published) throws IOException {
        long deadline = System.nanoTime() + PATIENCE;
        long all = (long) published * crowd.clients().size();
        crowd.readWhile(() -> tally.arrived < all && System.nanoTime() < deadline);
        return crowd.clients().stream()
                .filter(client -> client.events() != published || client.sum() != published * (published - 1L) / 2)
                .count();
    }

    @Override
    public void close() throws IOException {
        crowd.close();
    }
}

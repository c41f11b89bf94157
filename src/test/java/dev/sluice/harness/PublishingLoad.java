package dev.sluice.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.attack.Attempt;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;

/**
 * Publishers that go on and on: each a thread with a connection and a topic of its own ({@code <topic>/0},
 * {@code <topic>/1}, …), which waits for each acknowledgement and writes it into the ledger. A publisher gives up at
 * its first failure; what it had sent then is {@link #unacknowledged}.
 */
public final class PublishingLoad implements AutoCloseable {

    private final String topic;
    private final Ledger ledger;
    private final List<Thread> publishers = new ArrayList<>();
    private final Queue<Attempt> unacknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    public PublishingLoad(String topic, Ledger ledger) {
        this.topic = topic;
        this.ledger = ledger;
    }

    public static PublishingLoad singles(Gateway gateway, String topic, int threads) {
        PublishingLoad load = new PublishingLoad(topic, new Ledger());
        for (int i = 0; i < threads; i++) {
            load.add(Way.single(gateway), 1, Long.MAX_VALUE);
        }
        return load;
    }

    /** @param rounds after how many publications it ends */
    public PublishingLoad add(Way way, int attemptsAtOnce, long rounds) {
        String own = topic + "/" + publishers.size();
        publishers.add(new Thread(() -> publish(own, way, attemptsAtOnce, rounds), "publisher " + own));
        return this;
    }

    public PublishingLoad start() {
        publishers.forEach(Thread::start);
        return this;
    }

    /** Waits until so many events more than now have been acknowledged. */
    public void awaitMore(int events) {
        int enough = ledger.size() + events;
        await("acknowledgements").atMost(Limits.ANSWER).until(() -> ledger.size() >= enough || !failures.isEmpty());
        assertThat(failures).isEmpty();
    }

    /** Lets the publishers finish what they are at, and waits for them. */
    public void stop() {
        stopped = true;
        join();
    }

    /** Waits until the publishers have come to their end by themselves. */
    public void join() {
        try {
            for (Thread publisher : publishers) {
                publisher.join(Limits.LOAD.toMillis());
                assertThat(publisher.isAlive()).as(publisher.getName()).isFalse();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    public void assertUndisturbed() {
        assertThat(failures).as("failures of the publishers").isEmpty();
    }

    /** What was sent and not answered: it may be there or not. */
    public List<Attempt> unacknowledged() {
        return List.copyOf(unacknowledged);
    }

    public Ledger ledger() {
        return ledger;
    }

    @Override
    public void close() {
        stop();
    }

    private void publish(String own, Way way, int attemptsAtOnce, long rounds) {
        for (long round = 0; round < rounds && !stopped; round++) {
            long first = round * attemptsAtOnce;
            List<Attempt> attempts = LongStream.range(first, first + attemptsAtOnce)
                    .mapToObj(number -> own + "#" + number)
                    .map(data -> new Attempt(own, data, data))
                    .toList();
            try {
                acknowledge(way.publish(attempts), attempts);
            } catch (RuntimeException | AssertionError failure) {
                unacknowledged.addAll(attempts);
                failures.add(failure);
                return;
            }
        }
    }

    private void acknowledge(List<EventId> ids, List<Attempt> attempts) {
        assertThat(ids).hasSameSizeAs(attempts);
        Iterator<Attempt> attempt = attempts.iterator();
        ids.forEach(id -> ledger.acknowledge(id, attempt.next().data()));
    }
}

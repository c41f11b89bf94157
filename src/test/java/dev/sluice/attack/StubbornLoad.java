package dev.sluice.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.harness.Gateway;
import dev.sluice.harness.Http;
import dev.sluice.harness.Ledger;
import dev.sluice.harness.Limits;
import dev.sluice.harness.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Publishers as they should be: each sends an event with a key, and sends it again until it is acknowledged, for as long as
 * it is told {@code journal-unavailable} and when to come back. Any other answer is a failure.
 */
public final class StubbornLoad implements AutoCloseable {

    /** Less than they are told: their number is the load. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Ledger ledger = new Ledger();
    private final AtomicLong refusals = new AtomicLong();
    private final AtomicLongArray answered;
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> publishers = new ArrayList<>();
    private final Http http;
    private final CountDownLatch stopped = new CountDownLatch(1);

    public StubbornLoad(Gateway gateway, String topic, int threads) {
        this.http = gateway.http();
        this.answered = new AtomicLongArray(threads);
        for (int i = 0; i < threads; i++) {
            int number = i;
            publishers.add(new Thread(() -> publish(number, topic + "/" + number), "stubborn " + i));
        }
    }

    public void start() {
        publishers.forEach(Thread::start);
    }

    private void publish(int number, String topic) {
        try {
            for (int i = 0; !isStopped(); i++) {
                String data = topic + "#" + i;
                Attempt attempt = new Attempt(topic, data, data);
                Reply reply = http.publish(attempt.publication());
                while (reply.status() == 503 && !isStopped()) {
                    reply.assertProblem(503, "journal-unavailable");
                    assertThat(Integer.parseInt(reply.header("Retry-After"))).isPositive();
                    refusals.incrementAndGet();
                    pause();
                    reply = http.publish(attempt.publication());
                }
                if (reply.status() != 503) {
                    ledger.acknowledge(reply.id(), data);
                    answered.incrementAndGet(number);
                }
            }
        } catch (RuntimeException | AssertionError failure) {
            failures.add(failure);
        }
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** Ends at once when nothing is to be sent any more. */
    private void pause() {
        try {
            stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public Ledger ledger() {
        return ledger;
    }

    public long refusals() {
        return refusals.get();
    }

    public void awaitMore(int events) {
        int enough = ledger.size() + events;
        await("acknowledgements").atMost(Limits.LOAD).until(() -> ledger.size() >= enough || !failures.isEmpty());
        assertUndisturbed();
    }

    public void awaitRefusals(int count) {
        await("refusals").atMost(Limits.LOAD).until(() -> refusals.get() >= count || !failures.isEmpty());
        assertUndisturbed();
    }

    /** Until each publisher has been acknowledged something once more. */
    public void awaitAnswerForAll() {
        long[] before = new long[answered.length()];
        for (int i = 0; i < before.length; i++) {
            before[i] = answered.get(i);
        }
        await("each publisher").atMost(Limits.LOAD).until(() -> {
            boolean all = true;
            for (int i = 0; i < before.length; i++) {
                all &= answered.get(i) > before[i];
            }
            return all || !failures.isEmpty();
        });
    }

    public void assertUndisturbed() {
        assertThat(failures).as("failures of the publishers").isEmpty();
    }

    public void stop() {
        stopped.countDown();
        try {
            for (Thread publisher : publishers) {
                publisher.join(Limits.LOAD.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }
}

package dev.sluice.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import dev.sluice.harness.EventId;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Json;
import dev.sluice.harness.Ledger;
import dev.sluice.harness.Limits;
import dev.sluice.harness.WsClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A publisher on a WebSocket who has more under way than may be, and sends each event, with a key, again and again until it
 * is acknowledged. Each publish is answered: with an acknowledgement, or that the journal is unavailable. The connection stays.
 */
public final class StubbornSocket implements AutoCloseable {

    private static final int TOGETHER = 300;

    /** When all are answered; the next ones are those that have been refused, and new ones. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Ledger ledger = new Ledger();
    private final AtomicLong refusals = new AtomicLong();
    private final Map<String, Attempt> unanswered = new HashMap<>();
    private final List<Attempt> refused = new ArrayList<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final WsClient client;
    private final String topic;
    private final Thread thread = new Thread(this::publish, "stubborn socket");
    private int sent;

    public StubbornSocket(Gateway gateway, String topic) {
        this.client = WsClient.sluice(gateway);
        this.topic = topic;
    }

    public void start() {
        thread.start();
    }

    private void publish() {
        try {
            int made = 0;
            while (stopped.getCount() > 0 || !refused.isEmpty()) {
                List<Attempt> together = new ArrayList<>(refused);
                refused.clear();
                while (stopped.getCount() > 0 && together.size() < TOGETHER) {
                    String data = topic + "#" + made++;
                    together.add(new Attempt(topic, data, data));
                }
                together.forEach(this::send);
                while (!unanswered.isEmpty()) {
                    hear(client.take("an answer", message -> message.has("ref")));
                }
                stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (RuntimeException | AssertionError | InterruptedException failure) {
            failures.add(failure);
        }
    }

    private void send(Attempt attempt) {
        JsonObject message = Json.object(attempt.json());
        message.addProperty("type", "publish");
        message.addProperty("ref", ++sent);
        unanswered.put(Integer.toString(sent), attempt);
        client.send(message.toString());
    }

    private void hear(JsonObject answer) {
        Attempt attempt = unanswered.remove(Json.text(answer, "ref"));
        assertThat(attempt).as(answer.toString()).isNotNull();
        if (Json.text(answer, "type").equals("ack")) {
            ledger.acknowledge(EventId.parse(Json.text(answer, "id")), attempt.data());
        } else {
            assertThat(Json.text(answer, "code")).as(answer.toString()).isEqualTo("journal-unavailable");
            assertThat(answer.get("retryAfter").getAsInt()).isPositive();
            refusals.incrementAndGet();
            refused.add(attempt);
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
        await("acknowledgements on the WebSocket")
                .atMost(Limits.LOAD)
                .until(() -> ledger.size() >= enough || !failures.isEmpty());
        assertUndisturbed();
    }

    public void assertUndisturbed() {
        assertThat(failures).as("failures of the publisher on a WebSocket").isEmpty();
    }

    /** Until everything has been acknowledged. */
    public void stop() {
        stopped.countDown();
        try {
            thread.join(Limits.LOAD.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        assertThat(thread.isAlive()).as("something is not answered").isFalse();
    }

    @Override
    public void close() {
        client.close();
        stopped.countDown();
    }
}

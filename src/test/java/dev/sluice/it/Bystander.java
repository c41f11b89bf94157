package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

/** Another caller, who publishes and asks for the gateway's health while somebody attacks; remembers the slowest answer. */
final class Bystander implements AutoCloseable {

    private final Gateway gateway;
    private final String token;
    private final Thread thread = new Thread(this::ask, "bystander");
    private volatile boolean over;
    private volatile long slowest;
    private volatile int answers;
    private volatile Throwable failure;

    private Bystander(Gateway gateway, String token) {
        this.gateway = gateway;
        this.token = token;
    }

    /** @param token of a caller who may publish to {@code bystander} */
    static Bystander of(Gateway gateway, String token) {
        Bystander bystander = new Bystander(gateway, token);
        bystander.once();
        bystander.slowest = 0;
        bystander.thread.start();
        return bystander;
    }

    private void ask() {
        try {
            while (!over) {
                once();
                Thread.sleep(50);
            }
        } catch (InterruptedException | RuntimeException | AssertionError fault) {
            failure = fault;
        }
    }

    private void once() {
        timed(() -> assertThat(gateway.http()
                        .publish(Publication.to("bystander").text("x").header("Authorization", "Bearer " + token))
                        .status())
                .isEqualTo(201));
        timed(() -> assertThat(gateway.http().isAlive()).isTrue());
    }

    private void timed(Runnable call) {
        long begin = System.nanoTime();
        call.run();
        slowest = Math.max(slowest, System.nanoTime() - begin);
        answers++;
    }

    int answers() {
        return answers;
    }

    /** Ends it: nothing has failed, and the slowest answer took so long. */
    Duration slowest() {
        close();
        assertThat(failure).isNull();
        return Duration.ofNanos(slowest);
    }

    @Override
    public void close() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.sluice.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.event.RejectedException;
import dev.sluice.hub.Hub;
import dev.sluice.journal.MemoryJournal;
import dev.sluice.log.LogMessage;
import dev.sluice.runtime.Threads;
import dev.sluice.settings.TestSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A drain is cancelled until the node stops, and not after that. */
@Timeout(60)
class DrainCancelTest {

    private static final UnaryOperator<LogMessage> ADMINISTRATOR = line -> line.with("by", "root");

    private final Hub hub = new Hub(
            new MemoryJournal(Clock.systemUTC(), appended -> {}),
            new Threads(Thread::new),
            TestSettings.with(Map.of()));
    private final Drain drain = new Drain(hub, TestSettings.current(Map.of()));
    private final Logger logger = Logger.getLogger(Drain.class.getName());
    private final List<String> lines = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public synchronized void publish(LogRecord line) {
            lines.add(line.getLevel() + " " + line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void start() {
        logger.addHandler(handler);
        hub.open();
    }

    @AfterEach
    void stop() {
        hub.close();
        logger.removeHandler(handler);
    }

    @Test
    void letsClientsInAgain() {
        drain.begin(Duration.ofMinutes(30), ADMINISTRATOR);
        assertThatThrownBy(hub::requireWelcoming).isInstanceOf(RejectedException.class);
        drain.cancel(ADMINISTRATOR);
        hub.requireWelcoming();
        drain.cancel(ADMINISTRATOR);
        hub.requireWelcoming();
    }

    @Test
    void isTooLateOnceTheNodeStops() {
        drain.begin(Duration.ofMinutes(30), ADMINISTRATOR);
        drain.complete();
        assertThatThrownBy(() -> drain.cancel(ADMINISTRATOR)).hasMessageContaining("is stopping");
        assertThat(hub.isDraining()).isTrue();
    }

    @Test
    void logsThatTheServerTakesADrainOver() {
        drain.begin(Duration.ofMinutes(30), ADMINISTRATOR);
        drain.complete();
        drain.complete();
        assertThat(lines)
                .containsExactly(
                        "INFO Drain started clients=0 seconds=1800 by=root",
                        "INFO Drain can no longer be cancelled, since the server stops clients=0 seconds=10 by=server");
    }

    @Test
    void logsADrainOfTheServerOnce() {
        drain.complete();
        drain.complete();
        assertThat(lines).containsExactly("INFO Drain started clients=0 seconds=10 by=server");
    }

    @Test
    void keepsTheEarlierEndAndSaysSo() {
        assertThat(drain.begin(Duration.ofSeconds(60), ADMINISTRATOR)).isEqualTo(60);
        assertThat(drain.begin(Duration.ofMinutes(30), ADMINISTRATOR)).isBetween(50L, 60L);
        assertThat(drain.begin(Duration.ofSeconds(5), ADMINISTRATOR)).isEqualTo(5);
        assertThat(drain.begin(Duration.ZERO, ADMINISTRATOR)).isZero();
        assertThat(drain.begin(Duration.ofSeconds(5), ADMINISTRATOR)).isZero();
        drain.cancel(ADMINISTRATOR);
        assertThat(drain.begin(Duration.ofSeconds(60), ADMINISTRATOR)).isEqualTo(60);
        assertThat(lines).hasSize(7);
        assertThat(lines.get(0)).isEqualTo("INFO Drain started clients=0 seconds=60 by=root");
        assertThat(lines.get(1)).matches("INFO Drain keeps its earlier end clients=0 seconds=(5[0-9]|60) by=root");
        assertThat(lines.subList(2, 7))
                .containsExactly(
                        "INFO Drain hastened clients=0 seconds=5 by=root",
                        "INFO Drain hastened clients=0 seconds=0 by=root",
                        "INFO Drain keeps its earlier end clients=0 seconds=0 by=root",
                        "INFO Drain cancelled clients=0 by=root",
                        "INFO Drain started clients=0 seconds=60 by=root");
    }

    @Test
    void saysTheEndThatHoldsWhenTheServerStops() {
        drain.begin(Duration.ZERO, ADMINISTRATOR);
        drain.complete();
        assertThat(lines.get(1))
                .isEqualTo(
                        "INFO Drain can no longer be cancelled, since the server stops clients=0 seconds=0 by=server");
    }

    /** Whichever is first, a node that stops has let nobody in. */
    @RepeatedTest(20)
    void neverWinsAgainstTheStop() {
        drain.begin(Duration.ofMinutes(30), ADMINISTRATOR);
        CompletableFuture<Void> cancelling = CompletableFuture.runAsync(() -> {
            while (true) {
                drain.cancel(ADMINISTRATOR);
            }
        });
        drain.complete();
        assertThat(hub.isDraining()).isTrue();
        assertThatThrownBy(cancelling::join).hasCauseInstanceOf(RejectedException.class);
        assertThat(hub.isDraining()).isTrue();
    }
}

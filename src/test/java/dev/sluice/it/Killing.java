package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.attack.Attempt;
import dev.sluice.harness.FollowingReader;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Ledger;
import dev.sluice.harness.Limits;
import dev.sluice.harness.PublishingLoad;
import dev.sluice.harness.Run;
import dev.sluice.harness.Setup;
import dev.sluice.harness.Way;
import dev.sluice.harness.WsClient;
import dev.sluice.servers.Quirk;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Signal 9 in the middle of a publishing load, again and again, on the same journal. */
abstract class Killing {

    private static final int LATEST_MILLIS = 1_500;
    private static final int BATCH = 20;

    private final long seed = Long.getLong("sluice.it.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Ledger ledger = new Ledger();
    private Gateway gateway;
    private String start;
    private Run journal = new Run(List.of());
    private int kills;
    private int unanswered;
    private long lost;
    private long doubled;

    private final Setup setup;
    private final int enough;

    /** @param kills how often, unless a property says so */
    Killing(Setup setup, int kills) {
        this.setup = setup;
        this.enough = Integer.getInteger("sluice.it.kills", kills);
    }

    @BeforeEach
    void startSmall() {
        // the process lives for seconds: it is to start fast, not to run fast
        gateway = Gateway.start(setup.heap("384m"));
        start = gateway.http().end();
    }

    @AfterEach
    void report() {
        gateway.close();
        System.out.printf(
                "kills=%d, acknowledged=%d, in journal=%d, lost=%d, doubled=%d (unanswered and tried again=%d,"
                        + " seed=%d)%n",
                kills, ledger.size(), journal.size(), lost, doubled, unanswered, seed);
    }

    @Test
    void whatWasAcknowledgedIsThereOnceAndInPlaceHoweverOftenTheProcessIsKilled() {
        try (FollowingReader reader = new FollowingReader(gateway, "topic=**", start)) {
            while (kills < enough) {
                List<Attempt> open = publishUntilKilled();
                gateway.restart();
                readTheJournal();
                tryAgain(open);
                readTheJournal();
            }
            await("the reader")
                    .atMost(Limits.ANSWER)
                    .until(() ->
                            reader.hasCome(journal.last()) || !reader.fault().isEmpty());
            assertThat(reader.fault()).isEmpty();
            reader.received().assertSameAs(journal);
            assertThat(reader.connections()).as("connections of the reader").isGreaterThan(enough);
            if (!Quirk.OPENS_ITS_PORT_TOO_EARLY.isHere()) {
                assertThat(reader.refusals())
                        .as("answers that are no stream, at which a browser gives up")
                        .isZero();
            }
        }
    }

    /** @return what was sent and not answered when the process died */
    private List<Attempt> publishUntilKilled() {
        PublishingLoad load = new PublishingLoad("kill/" + kills, ledger)
                .add(Way.single(gateway), 1, Long.MAX_VALUE)
                .add(Way.single(gateway), 1, Long.MAX_VALUE)
                .add(Way.batch(gateway), BATCH, Long.MAX_VALUE)
                .add(Way.batch(gateway), BATCH, Long.MAX_VALUE)
                .add(Way.webSocket(WsClient.sluice(gateway)), 1, Long.MAX_VALUE);
        load.start().awaitMore(1);
        Executor atARandomMoment =
                CompletableFuture.delayedExecutor(random.nextInt(LATEST_MILLIS), TimeUnit.MILLISECONDS);
        CompletableFuture.runAsync(load::assertUndisturbed, atARandomMoment)
                .thenRun(gateway::kill)
                .join();
        kills++;
        load.join();
        return load.unacknowledged();
    }

    private void readTheJournal() {
        Run before = journal;
        journal = gateway.http().everything("topic=**", start);
        lost += ledger.lostIn(journal);
        doubled += journal.doubled();
        assertThat(journal.events().get(0).id().position()).isEqualTo(1);
        journal.assertGapless();
        journal.assertBeginsWith(before);
        ledger.assertKeptBy(journal);
        assertThat(doubled).as("events that are there twice").isZero();
    }

    /** As a publisher does that got no answer: the same key again, whether the event is there already or not. */
    private void tryAgain(List<Attempt> open) {
        for (Attempt attempt : open) {
            ledger.acknowledge(gateway.http().publish(attempt.publication()).id(), attempt.data());
            unanswered++;
        }
    }
}

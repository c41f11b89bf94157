package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.harness.EventId;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Ledger;
import dev.sluice.harness.Limits;
import dev.sluice.harness.PublishingLoad;
import dev.sluice.harness.RandomReader;
import dev.sluice.harness.Received;
import dev.sluice.harness.Run;
import dev.sluice.harness.Stretch;
import dev.sluice.harness.Way;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Sixteen publishers, and readers that begin anywhere and stop anywhere. Were positions given out in another order than
 * that of the commits, a reader at the end would see 7 before 6, go on after 7, and never see 6.
 */
abstract class Ordering {

    private static final int SINGLES = 12;
    private static final int SINGLES_EACH = 400;
    private static final int BATCHES = 4;
    private static final int BATCHES_EACH = 60;
    private static final int BATCH = 20;

    private final long seed = Long.getLong("sluice.it.seed", System.nanoTime());
    private final String topic = Fresh.topic("order");
    private final List<Gateway> nodes;
    private final Gateway gateway;
    private final EventId start;
    private final PublishingLoad load;
    private final List<RandomReader> readers;

    /** @param nodes gateways that share a journal; publishers and readers are on all of them */
    Ordering(List<Gateway> nodes) {
        this.nodes = nodes;
        this.gateway = nodes.get(0);
        this.start = EventId.parse(gateway.http().end());
        this.load = load();
        this.readers = readers();
    }

    private Gateway node(int number) {
        return nodes.get(number % nodes.size());
    }

    @Test
    void positionsAreGaplessAndNoReaderEverSkipsAnEvent() {
        readers.forEach(RandomReader::start);
        load.start().join();
        load.assertUndisturbed();
        stopReaders();

        Run journal = gateway.http().everything("topic=**", start.toString());
        assertThat(journal.events().get(0).id()).isEqualTo(start.plus(1));
        journal.assertGapless();
        load.ledger().assertKeptBy(journal);
        assertEachPublishersOrder(journal);

        Map<String, Run> journals = new HashMap<>();
        List<Stretch> stretches =
                readers.stream().flatMap(reader -> reader.stretches().stream()).toList();
        stretches.forEach(stretch -> stretch.assertIsWhatStandsIn(journals.computeIfAbsent(
                stretch.query(), query -> gateway.http().everything(query, start.toString()))));
        System.out.printf(
                "published=%d, stretches read=%d, events in them=%d, seed=%d%n",
                load.ledger().size(),
                stretches.size(),
                stretches.stream().mapToInt(stretch -> stretch.seen().size()).sum(),
                seed);
    }

    private PublishingLoad load() {
        PublishingLoad load = new PublishingLoad(topic, new Ledger());
        for (int i = 0; i < SINGLES; i++) {
            load.add(Way.single(node(i)), 1, SINGLES_EACH);
        }
        for (int i = 0; i < BATCHES; i++) {
            load.add(Way.batch(node(i)), BATCH, BATCHES_EACH);
        }
        return load;
    }

    private List<RandomReader> readers() {
        List<RandomReader> all = new ArrayList<>();
        List<String> filters = List.of("**", topic + "/**", topic + "/0", "**");
        for (int i = 0; i < filters.size(); i++) {
            String filter = filters.get(i);
            all.add(new RandomReader(node(i), RandomReader::poll, filter, start, seed + all.size()));
            all.add(new RandomReader(node(i), RandomReader::stream, filter, start, seed + all.size()));
            all.add(new RandomReader(node(i), RandomReader::webSocket, filter, start, seed + all.size()));
        }
        return all;
    }

    /** Publishes until the last reader has the events that its last stretch still wants. */
    private void stopReaders() {
        readers.forEach(RandomReader::stopSoon);
        await("the readers' last stretches").atMost(Limits.LOAD).until(() -> {
            gateway.http().publishAll(topic + "/0", Collections.nCopies(50, "more"));
            return readers.stream().noneMatch(Thread::isAlive);
        });
        readers.forEach(reader -> assertThat(reader.failures()).isEmpty());
        readers.forEach(reader -> assertThat(reader.stretches()).isNotEmpty());
    }

    /** Who publishes after an acknowledgement stands after what was acknowledged. */
    private void assertEachPublishersOrder(Run journal) {
        Map<String, Long> next = new HashMap<>();
        for (Received event : journal.events()) {
            String[] parts = event.data().split("#");
            if (parts.length == 2) {
                assertThat(Long.parseLong(parts[1])).as(event.toString()).isEqualTo(next.getOrDefault(parts[0], 0L));
                next.merge(parts[0], 1L, Long::sum);
            }
        }
        assertThat(next).hasSize(SINGLES + BATCHES);
    }
}

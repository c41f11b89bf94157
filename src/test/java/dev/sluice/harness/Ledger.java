package dev.sluice.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** What the gateway has promised: every acknowledged id with what was published under it. For use by any thread. */
public final class Ledger {

    private final Map<EventId, String> acknowledged = new ConcurrentHashMap<>();
    private final Queue<String> broken = new ConcurrentLinkedQueue<>();

    public void acknowledge(EventId id, String data) {
        String other = acknowledged.putIfAbsent(id, data);
        if (other != null && !other.equals(data)) {
            broken.add(id + " was given to '" + other + "' and to '" + data + "'");
        }
    }

    public int size() {
        return acknowledged.size();
    }

    /** How many promises a journal does not keep: not there, or under this id there is something else. */
    public long lostIn(Run journal) {
        Map<EventId, String> kept =
                journal.events().stream().collect(Collectors.toMap(Received::id, Received::data, (one, again) -> one));
        return acknowledged.entrySet().stream()
                .filter(promise -> !promise.getValue().equals(kept.get(promise.getKey())))
                .count();
    }

    public void assertKeptBy(Run journal) {
        assertThat(broken).as("ids given twice").isEmpty();
        assertThat(lostIn(journal)).as("acknowledged events that are lost").isZero();
    }
}

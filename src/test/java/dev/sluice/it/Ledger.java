package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** What the gateway has promised: every acknowledged id with what was published under it. For use by any thread. */
final class Ledger {

    private final Map<EventId, String> acknowledged = new ConcurrentHashMap<>();
    private final Queue<String> broken = new ConcurrentLinkedQueue<>();

    void acknowledge(EventId id, String data) {
        String other = acknowledged.putIfAbsent(id, data);
        if (other != null && !other.equals(data)) {
            broken.add(id + " was given to '" + other + "' and to '" + data + "'");
        }
    }

    int size() {
        return acknowledged.size();
    }

    /** How many promises a journal does not keep: not there, or under this id there is something else. */
    long lostIn(Run journal) {
        Map<EventId, String> kept =
                journal.events().stream().collect(Collectors.toMap(Received::id, Received::data, (one, again) -> one));
        return acknowledged.entrySet().stream()
                .filter(promise -> !promise.getValue().equals(kept.get(promise.getKey())))
                .count();
    }

    void assertKeptBy(Run journal) {
        assertThat(broken).as("ids given twice").isEmpty();
        assertThat(lostIn(journal)).as("acknowledged events that are lost").isZero();
    }
}

package dev.sluice.journal;

import dev.sluice.event.Event;
import jakarta.persistence.EntityManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads events at given positions, a page at a time: a thousand events cost a few queries, and large events do not fill the
 * memory. An instance lives as long as its transaction, on one thread.
 */
final class EventPages {

    private static final int PAGE = 250;
    private static final long PAGE_BYTES = 1 << 20;

    private final EntityManager entities;
    private final String epoch;
    private final List<Long> positions;
    private final Map<Long, Event> page = new HashMap<>();

    /** The number of positions that have been read. */
    private int read;

    /** @param positions in the order of the calls of {@link #at}; any other order costs more queries */
    EventPages(EntityManager entities, String epoch, List<Long> positions) {
        this.entities = entities;
        this.epoch = epoch;
        this.positions = positions;
    }

    /** The event at a position; empty if retention has deleted it. */
    Optional<Event> at(long position) {
        if (page.containsKey(position)) {
            return Optional.of(page.get(position));
        }
        int next = positions.subList(read, positions.size()).indexOf(position);
        if (next < 0) {
            return new JournalReader(entities).at(epoch, position);
        }
        readPage(read + next);
        return Optional.ofNullable(page.get(position));
    }

    private void readPage(int start) {
        JournalReader reader = new JournalReader(entities);
        List<Long> fitting =
                reader.fitting(positions.subList(start, Math.min(start + PAGE, positions.size())), PAGE_BYTES);
        page.clear();
        reader.at(epoch, fitting).forEach(event -> page.put(event.position(), event));
        read = start + fitting.size();
    }
}

package dev.sluice.hub;

import dev.sluice.event.Content;
import dev.sluice.event.EventKey;
import dev.sluice.event.Topic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The volatile events that wait for one subscriber. Of each topic only so many wait: when one more comes, the oldest goes,
 * and is counted. A subscriber that conflates has the newest of each subject waiting instead. Each step takes the same
 * time, however many wait. The subscriber's monitor guards it.
 */
final class VolatileBacklog {

    /** Of all topics together. */
    private static final int MOST_EVENTS = 1_000;

    private static final int MOST_BYTES = 1 << 20;

    /** How many topics are counted by name. */
    private static final int MOST_NAMES = 100;

    /** The unit of the bound: a topic, or a key within it when conflating. */
    private record Lane(Topic topic, EventKey eventKey) {}

    private record Waiting(long number, SharedEvent event) {}

    /** The events for one write, and the numbers of the events that were dropped before them, by topic. */
    record Batch(List<SharedEvent> events, Map<Optional<Topic>, Long> missed) {}

    private final boolean conflate;
    private final int mostOfALane;

    /** Those first that have had something waiting for longest; none is empty. */
    private final Map<Lane, Deque<Waiting>> lanes = new LinkedHashMap<>(2);

    private final Map<Optional<Topic>, Long> missed = new LinkedHashMap<>(0);
    private long number;
    private int events;
    private long bytes;

    VolatileBacklog(boolean conflate, int mostOfATopic) {
        this.conflate = conflate;
        this.mostOfALane = conflate ? 1 : mostOfATopic;
    }

    boolean isEmpty() {
        return lanes.isEmpty() && missed.isEmpty();
    }

    void add(SharedEvent event) {
        Lane lane = lane(event);
        Deque<Waiting> there = lanes.get(lane);
        if (there != null && there.size() == mostOfALane) {
            miss(lane);
        }
        lanes.computeIfAbsent(lane, l -> new ArrayDeque<>(2)).add(new Waiting(number++, event));
        events++;
        bytes += event.size();
        while (events > MOST_EVENTS || bytes > MOST_BYTES && events > 1) {
            miss(lanes.keySet().iterator().next());
        }
    }

    private Lane lane(SharedEvent event) {
        Content content = event.published().content();
        return new Lane(content.topic(), conflate ? content.eventKey() : EventKey.NONE);
    }

    private void miss(Lane lane) {
        Deque<Waiting> there = lanes.get(lane);
        bytes -= there.remove().event().size();
        events--;
        if (there.isEmpty()) {
            lanes.remove(lane);
        }
        Optional<Topic> name = Optional.of(lane.topic());
        boolean nameable = missed.containsKey(name) || missed.size() < MOST_NAMES;
        missed.merge(nameable ? name : Optional.empty(), 1L, Long::sum);
    }

    Batch takeAll() {
        Map<Optional<Topic>, Long> dropped = takeMissed();
        return new Batch(take(), dropped);
    }

    /** How many have gone since the last call, of each topic; those of further topics stand under no name. */
    Map<Optional<Topic>, Long> takeMissed() {
        Map<Optional<Topic>, Long> taken = new LinkedHashMap<>(missed);
        missed.clear();
        return taken;
    }

    /** The waiting events, in the order of their arrival. */
    List<SharedEvent> take() {
        List<Waiting> all = new ArrayList<>(events);
        lanes.values().forEach(all::addAll);
        lanes.clear();
        events = 0;
        bytes = 0;
        all.sort(Comparator.comparingLong(Waiting::number));
        return all.stream().map(Waiting::event).toList();
    }
}

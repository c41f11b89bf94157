package dev.sluice.hub;

import dev.sluice.event.Cursor;
import dev.sluice.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The recent end of the journal in memory: contiguous positions, bounded by count and by bytes; the oldest go first. The
 * dispatcher writes, any thread reads and none of them waits: an event knows its position, so that whoever is overtaken
 * by the ring finds another one in its place.
 */
final class Tail {

    private final AtomicReferenceArray<SharedEvent> ring;
    private final long maxBytes;

    private volatile String epoch = "";
    private volatile long first = 1;
    private volatile long last;

    /** Of the dispatcher. */
    private long bytes;

    Tail(int maxEvents, long maxBytes) {
        this.ring = new AtomicReferenceArray<>(maxEvents);
        this.maxBytes = maxBytes;
    }

    /** Forgets everything, and goes on after a cursor. */
    void startAfter(Cursor cursor) {
        while (first <= last) {
            dropFirst();
        }
        epoch = cursor.epoch();
        first = cursor.position() + 1;
        last = cursor.position();
    }

    void add(List<SharedEvent> events) {
        for (SharedEvent event : events) {
            if (event.position() != last + 1) {
                throw new IllegalArgumentException(event.position() + " does not follow " + last);
            }
            if (last - first + 1 == ring.length()) {
                dropFirst();
            }
            ring.set(slot(event.position()), event);
            last = event.position();
            bytes += event.size();
            while (bytes > maxBytes && first < last) {
                dropFirst();
            }
        }
    }

    private void dropFirst() {
        int slot = slot(first);
        bytes -= ring.get(slot).size();
        ring.set(slot, null);
        first = first + 1;
    }

    private int slot(long position) {
        return (int) (position % ring.length());
    }

    /**
     * Reads what follows a cursor, up to so many events and about so many bytes; empty if the tail does not reach back, or
     * is that of another epoch.
     */
    Optional<List<SharedEvent>> after(Cursor cursor, int mostEvents, long mostBytes) {
        long position = cursor.position();
        long end = last;
        if (position < first - 1 || !epoch.equals(cursor.epoch())) {
            return Optional.empty();
        }
        List<SharedEvent> events = new ArrayList<>();
        long weight = 0;
        for (long next = position + 1; next <= end && events.size() < mostEvents && weight < mostBytes; next++) {
            SharedEvent event = ring.get(slot(next));
            if (event == null || event.position() != next || !event.isOf(cursor.epoch())) {
                // it has been dropped in the meantime, and with it all that stood before it
                return Optional.empty();
            }
            events.add(event);
            weight += event.size();
        }
        return Optional.of(events);
    }

    /** Whether the event that the cursor names is here: then its epoch is ours, and what follows is here as well. */
    boolean holds(Cursor cursor) {
        SharedEvent event = ring.get(slot(cursor.position()));
        return event != null
                && event.published() instanceof Event journaled
                && journaled.id().equals(cursor);
    }

    /** The newest event, if it is here. */
    Optional<SharedEvent> newest() {
        return Optional.ofNullable(ring.get(slot(last)));
    }

    String epoch() {
        return epoch;
    }

    long first() {
        return first;
    }

    long last() {
        return last;
    }
}

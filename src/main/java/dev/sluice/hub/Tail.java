package dev.sluice.hub;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The recent end of the journal in memory: contiguous positions, bounded by count and by bytes; the oldest go first. The
 * dispatcher adds, any thread reads; its monitor guards everything, and nothing is held for longer than a copy of some
 * references.
 */
final class Tail {

    private final SharedEvent[] ring;
    private final long maxBytes;

    private long first = 1;
    private long last;
    private long bytes;

    Tail(int maxEvents, long maxBytes) {
        this.ring = new SharedEvent[maxEvents];
        this.maxBytes = maxBytes;
    }

    /** Forgets everything, and goes on after a position. */
    synchronized void startAfter(long position) {
        Arrays.fill(ring, null);
        first = position + 1;
        last = position;
        bytes = 0;
    }

    synchronized void add(List<SharedEvent> events) {
        for (SharedEvent event : events) {
            if (event.position() != last + 1) {
                throw new IllegalArgumentException(event.position() + " does not follow " + last);
            }
            if (last - first + 1 == ring.length) {
                dropFirst();
            }
            ring[slot(event.position())] = event;
            last = event.position();
            bytes += event.size();
            while (bytes > maxBytes && first < last) {
                dropFirst();
            }
        }
    }

    private void dropFirst() {
        bytes -= ring[slot(first)].size();
        ring[slot(first)] = null;
        first++;
    }

    private int slot(long position) {
        return (int) (position % ring.length);
    }

    /** What follows a position, up to so many events and about so many bytes; empty if the tail does not reach back. */
    synchronized Optional<List<SharedEvent>> after(long position, int mostEvents, long mostBytes) {
        if (position < first - 1) {
            return Optional.empty();
        }
        List<SharedEvent> events = new ArrayList<>();
        long weight = 0;
        for (long next = position + 1; next <= last && events.size() < mostEvents && weight < mostBytes; next++) {
            SharedEvent event = ring[slot(next)];
            events.add(event);
            weight += event.size();
        }
        return Optional.of(events);
    }

    synchronized long first() {
        return first;
    }

    synchronized long last() {
        return last;
    }
}

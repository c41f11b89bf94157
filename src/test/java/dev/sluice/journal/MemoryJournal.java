package dev.sluice.journal;

import static dev.sluice.event.Rejection.KEY_CONFLICT;
import static dev.sluice.event.Rejection.PARAMETER_INVALID;

import dev.sluice.event.Cursor;
import dev.sluice.event.Draft;
import dev.sluice.event.Event;
import dev.sluice.event.Filters;
import dev.sluice.event.IdempotencyKey;
import dev.sluice.event.Topic;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** The journal's twin for tests that need no server; it passes the same contract. Its monitor guards everything. */
public final class MemoryJournal implements Journal {

    private static final String EPOCH = "memory";

    private final TreeMap<Long, Event> events = new TreeMap<>();
    private final Map<IdempotencyKey, Event> keys = new HashMap<>();
    private final Clock clock;
    private final Consumer<Appended> bus;
    private volatile Runnable beforeReading = () -> {};
    private long trimmed;
    private long last;
    private long headReads;

    public MemoryJournal(Clock clock, Consumer<Appended> bus) {
        this.clock = clock;
        this.bus = bus;
    }

    @Override
    public synchronized CompletionStage<List<Receipt>> append(List<Draft> drafts) {
        for (Draft draft : drafts) {
            Event there = draft.key().map(keys::get).orElse(null);
            if (there != null && !draft.sameContentAs(there)) {
                return CompletableFuture.failedFuture(KEY_CONFLICT.because("other content"));
            }
        }
        List<Event> news = new ArrayList<>();
        List<Receipt> receipts = new ArrayList<>();
        for (Draft draft : drafts) {
            Event there = draft.key().map(keys::get).orElse(null);
            if (there != null) {
                receipts.add(new Receipt(there.id(), false));
                continue;
            }
            Event event =
                    new Event(new Cursor(EPOCH, ++last), clock.instant(), draft.topic(), draft.type(), draft.payload());
            events.put(last, event);
            draft.key().ifPresent(key -> keys.put(key, event));
            news.add(event);
            receipts.add(new Receipt(event.id(), true));
        }
        if (!news.isEmpty()) {
            bus.accept(new Appended(news));
        }
        return CompletableFuture.completedFuture(receipts);
    }

    /** How often somebody has asked for the head. */
    public synchronized long headReads() {
        return headReads;
    }

    /** A database may take its time. */
    public void beforeReading(Runnable newBeforeReading) {
        beforeReading = newBeforeReading;
    }

    @Override
    public Page readAfter(long position, Filters filters, int limit, int bytes) {
        beforeReading.run();
        return page(position, filters, limit, bytes);
    }

    private synchronized Page page(long position, Filters filters, int limit, int bytes) {
        long start = Math.max(position, trimmed);
        long upTo = Math.max(start, Math.min(last, start + 100));
        List<Event> matching = new ArrayList<>();
        long weight = 0;
        for (long next = start + 1; next <= upTo; next++) {
            weight += events.get(next).payload().size();
            if (weight > bytes) {
                upTo = Math.max(next - 1, start + 1);
            }
            if (next > upTo) {
                break;
            }
            if (filters.matches(events.get(next).topic())) {
                matching.add(events.get(next));
                if (matching.size() == limit) {
                    upTo = next;
                }
            }
        }
        return new Page(start, matching, upTo, last);
    }

    @Override
    public synchronized Head head() {
        headReads++;
        return new Head(EPOCH, trimmed, last);
    }

    @Override
    public synchronized long positionBefore(Instant instant) {
        return events.values().stream()
                .filter(event -> event.time().isBefore(instant))
                .mapToLong(Event::position)
                .max()
                .orElse(trimmed);
    }

    @Override
    public synchronized long positionBeforeLast(int count, Filters filters) {
        List<Long> newest = events.descendingMap().values().stream()
                .filter(event -> filters.matches(event.topic()))
                .map(Event::position)
                .limit(count)
                .toList();
        return newest.size() < count ? trimmed : newest.get(count - 1) - 1;
    }

    @Override
    public synchronized List<Long> newest(Filters filters, long upTo, int limit) {
        Map<Topic, Long> newest = new HashMap<>();
        events.headMap(upTo, true).forEach((position, event) -> {
            if (filters.matches(event.topic())) {
                newest.put(event.topic(), position);
            }
        });
        if (newest.size() > limit) {
            throw PARAMETER_INVALID.because("too many topics");
        }
        return newest.values().stream().sorted().toList();
    }

    @Override
    public synchronized Optional<Event> at(long position) {
        return Optional.ofNullable(events.get(position));
    }

    @Override
    public synchronized void trim(long position) {
        long upTo = Math.min(position, last);
        LongStream.rangeClosed(trimmed + 1, upTo).forEach(events::remove);
        keys.values().removeIf(event -> event.position() <= upTo);
        trimmed = Math.max(trimmed, upTo);
    }
}

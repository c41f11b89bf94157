package dev.sluice.journal;

import static dev.sluice.event.Rejection.KEY_CONFLICT;
import static dev.sluice.event.Rejection.PARAMETER_INVALID;
import static dev.sluice.event.Rejection.PRECONDITION_FAILED;
import static dev.sluice.event.Rejection.TOPIC_COMPLETE;

import dev.sluice.event.Cursor;
import dev.sluice.event.Draft;
import dev.sluice.event.Event;
import dev.sluice.event.EventKey;
import dev.sluice.event.Filters;
import dev.sluice.event.IdempotencyKey;
import dev.sluice.event.Topic;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** The journal's twin for tests that need no server; it passes the same contract. Its monitor guards everything but the bus. */
public final class MemoryJournal implements Journal {

    private final TreeMap<Long, Event> events = new TreeMap<>();
    private final Map<IdempotencyKey, Event> keys = new HashMap<>();
    private final Map<Topic, Long> completions = new HashMap<>();
    private final Object writing = new Object();
    private final Clock clock;
    private final Consumer<Appended> bus;
    private volatile Runnable beforeReading = () -> {};
    private volatile Runnable beforeSearching = () -> {};
    private volatile Runnable beforeAsking = () -> {};
    private volatile Runnable afterAsking = () -> {};
    private long trimmed;
    private long last;
    private long headReads;
    private String epoch = "memory";
    private int epochs = 1;

    public MemoryJournal(Clock clock, Consumer<Appended> bus) {
        this.clock = clock;
        this.bus = bus;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public CompletionStage<List<Receipt>> append(List<Draft> drafts) {
        // as the committer does it: one after another, and readers go on while the bus is told
        synchronized (writing) {
            List<Event> news = new ArrayList<>();
            CompletionStage<List<Receipt>> receipts = append(drafts, news);
            if (!news.isEmpty()) {
                bus.accept(new Appended(news, System.nanoTime()));
            }
            return receipts;
        }
    }

    private synchronized CompletionStage<List<Receipt>> append(List<Draft> drafts, List<Event> news) {
        Set<Topic> completing = new HashSet<>(completions.keySet());
        Set<IdempotencyKey> own = new HashSet<>();
        for (Draft draft : drafts) {
            Event there = draft.key().map(keys::get).orElse(null);
            if (there != null && !draft.sameContentAs(there)) {
                return CompletableFuture.failedFuture(KEY_CONFLICT.because("other content"));
            }
            if (there != null || draft.key().isPresent() && !own.add(draft.key().get())) {
                continue;
            }
            if (completing.contains(draft.topic())) {
                return CompletableFuture.failedFuture(TOPIC_COMPLETE.because("it is"));
            }
            if (!isAsExpected(draft)) {
                return CompletableFuture.failedFuture(PRECONDITION_FAILED.because("it has moved on"));
            }
            if (draft.options().completes()) {
                completing.add(draft.topic());
            }
        }
        List<Receipt> receipts = new ArrayList<>();
        for (Draft draft : drafts) {
            Event there = draft.key().map(keys::get).orElse(null);
            if (there != null) {
                receipts.add(new Receipt(there.id(), false));
                continue;
            }
            Event event = new Event(new Cursor(epoch, ++last), clock.instant(), draft.content(), draft.options());
            if (draft.options().completes()) {
                completions.put(draft.topic(), last);
            }
            events.put(last, event);
            draft.key().ifPresent(key -> keys.put(key, event));
            news.add(event);
            receipts.add(new Receipt(event.id(), true));
        }
        return CompletableFuture.completedFuture(receipts);
    }

    private boolean isAsExpected(Draft draft) {
        long newest = events.descendingMap().values().stream()
                .filter(event -> event.topic().equals(draft.topic()))
                .mapToLong(Event::position)
                .findFirst()
                .orElse(0);
        return draft.precondition()
                .map(precondition -> precondition.holds(new Cursor(epoch, last), newest))
                .orElse(true);
    }

    @Override
    public Map<Topic, Long> completions(Collection<Topic> topics) {
        beforeSearching.run();
        return findCompletions(topics);
    }

    private synchronized Map<Topic, Long> findCompletions(Collection<Topic> topics) {
        Map<Topic, Long> some = new HashMap<>(completions);
        some.keySet().retainAll(topics);
        return some;
    }

    @Override
    public synchronized Head renew(String old) {
        if (epoch.equals(old)) {
            newEpoch();
        }
        return readHead();
    }

    /** As when the database fails over to an older state and a node has noticed, or an administrator has said so. */
    public synchronized void newEpoch() {
        epoch = "memory" + ++epochs;
    }

    /** Nothing of what stands after a position has ever been there. */
    public synchronized void goBackTo(long position) {
        events.tailMap(position, false).clear();
        keys.values().removeIf(event -> event.position() > position);
        completions.values().removeIf(completion -> completion > position);
        last = position;
    }

    /** How often somebody has asked for the head. */
    public synchronized long headReads() {
        return headReads;
    }

    /** A database may take its time. */
    public void beforeReading(Runnable newBeforeReading) {
        beforeReading = newBeforeReading;
    }

    /** As {@link #beforeReading}, before the answer where the journal ends or what stands at a position. */
    public void beforeAsking(Runnable newBeforeAsking) {
        beforeAsking = newBeforeAsking;
    }

    /** The answer where the journal ends takes its time on the way. */
    public void afterAsking(Runnable newAfterAsking) {
        afterAsking = newAfterAsking;
    }

    public void beforeSearching(Runnable newBeforeSearching) {
        beforeSearching = newBeforeSearching;
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
        return new Page(epoch, start, matching, upTo, last);
    }

    @Override
    public synchronized boolean hasCompletions() {
        return !completions.isEmpty();
    }

    @Override
    public synchronized Cursor known() {
        return new Cursor(epoch, last);
    }

    @Override
    public Head head() {
        beforeAsking.run();
        Head head = readHead();
        afterAsking.run();
        return head;
    }

    private synchronized Head readHead() {
        headReads++;
        long completion =
                completions.values().stream().mapToLong(Long::longValue).max().orElse(0);
        return new Head(epoch, trimmed, last, completion);
    }

    @Override
    public SteppedSearch<Long> positionBefore(Instant instant) {
        return searching(() -> findPositionBefore(instant));
    }

    /** A search reads, and may take its time, too. */
    private <T> SteppedSearch<T> searching(Supplier<T> search) {
        return SteppedSearch.of(() -> {
            beforeSearching.run();
            return search.get();
        });
    }

    private synchronized long findPositionBefore(Instant instant) {
        return events.values().stream()
                .filter(event -> event.time().isBefore(instant))
                .mapToLong(Event::position)
                .max()
                .orElse(trimmed);
    }

    @Override
    public SteppedSearch<Long> positionBeforeLast(int count, Filters filters) {
        return searching(() -> findPositionBeforeLast(count, filters));
    }

    private synchronized long findPositionBeforeLast(int count, Filters filters) {
        List<Long> newest = events.descendingMap().values().stream()
                .filter(event -> filters.matches(event.topic()))
                .map(Event::position)
                .limit(count)
                .toList();
        return newest.size() < count ? trimmed : newest.get(count - 1) - 1;
    }

    @Override
    public SteppedSearch<List<Long>> newest(Filters filters, long upTo, int limit) {
        return searching(() -> findNewest(filters, upTo, limit));
    }

    private synchronized List<Long> findNewest(Filters filters, long upTo, int limit) {
        Map<Topic, Long> ofTopics = new HashMap<>();
        Map<List<String>, Long> ofKeys = new HashMap<>();
        events.values().stream().filter(event -> filters.matches(event.topic())).forEach(event -> {
            if (event.position() <= upTo) {
                ofTopics.put(event.topic(), event.position());
            }
            EventKey key = event.content().eventKey();
            if (!key.isNone()) {
                ofKeys.put(List.of(event.topic().value(), key.value()), event.position());
            }
        });
        ofKeys.values().removeIf(position -> position > upTo);
        SortedSet<Long> newest = new TreeSet<>(ofTopics.values());
        newest.addAll(ofKeys.values());
        if (newest.size() > limit) {
            throw PARAMETER_INVALID.because("too many topics");
        }
        return List.copyOf(newest);
    }

    @Override
    public Map<IdempotencyKey, Cursor> find(Collection<IdempotencyKey> some) {
        beforeAsking.run();
        return findByKeys(some);
    }

    private synchronized Map<IdempotencyKey, Cursor> findByKeys(Collection<IdempotencyKey> some) {
        Map<IdempotencyKey, Cursor> found = new HashMap<>();
        for (IdempotencyKey key : some) {
            Event event = keys.get(key);
            if (event != null) {
                found.put(key, new Cursor(epoch, event.position()));
            }
        }
        return found;
    }

    @Override
    public Optional<Event> at(long position) {
        beforeAsking.run();
        return eventAt(position);
    }

    private synchronized Optional<Event> eventAt(long position) {
        return Optional.ofNullable(events.get(position));
    }

    @Override
    public Page readAt(List<Long> positions, int bytes) {
        beforeReading.run();
        return pageAt(positions, bytes);
    }

    private synchronized Page pageAt(List<Long> positions, int bytes) {
        List<Event> found = new ArrayList<>();
        long weight = 0;
        long upTo = positions.get(0);
        for (long position : positions) {
            Event event = events.get(position);
            if (event != null && weight > 0 && weight + event.payload().size() > bytes) {
                break;
            }
            if (event != null) {
                found.add(event);
                weight += event.payload().size();
            }
            upTo = position;
        }
        return new Page(epoch, positions.get(0) - 1, found, upTo, positions.get(positions.size() - 1));
    }

    @Override
    public synchronized void trim(long position) {
        long upTo = Math.min(position, last);
        LongStream.rangeClosed(trimmed + 1, upTo).forEach(events::remove);
        keys.values().removeIf(event -> event.position() <= upTo);
        completions.values().removeIf(completion -> completion <= upTo);
        trimmed = Math.max(trimmed, upTo);
    }
}

package dev.sluice.hub;

import dev.sluice.event.Cursor;
import dev.sluice.event.Event;
import dev.sluice.event.Filters;
import dev.sluice.event.RejectedException;
import dev.sluice.journal.Appended;
import dev.sluice.journal.Head;
import dev.sluice.journal.Journal;
import dev.sluice.journal.Page;
import dev.sluice.log.Incident;
import dev.sluice.log.LogMessage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Takes the events in the order of their positions, puts them on the tail, and offers each to those who want it. A hole
 * between what it has and what it hears of (another node has written, a bell was not heard) is read from the journal
 * first. A journal that has another epoch than a moment ago is another journal: the tail is emptied, and every subscriber
 * is told. One thread runs it; the committer rings, and the poller says how far the journal has got.
 */
final class Dispatcher implements Runnable {

    private static final Logger LOG = System.getLogger(Dispatcher.class.getName());

    /** How many bells may wait, and for how long the committer then waits: fan-out slows publishing down a little. */
    private static final int BELLS = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Runnable NOTHING = () -> {};

    private static final int PAGE = 1_000;
    private static final int PAGE_BYTES = 1 << 20;

    private final Incident failing = new Incident(LOG, "dispatching failed", "dispatching succeeds again");
    private final Journal journal;
    private final Tail tail;
    private final FailoverCheck failover;
    private final Poller poller;
    private final TopicIndex<BacklogSource> index;
    /** Tasks for the dispatching thread. */
    private final BlockingQueue<Runnable> bells = new ArrayBlockingQueue<>(BELLS);

    /** Subscribers that match the current event. Used by the dispatching thread alone, to avoid a new list for each event. */
    private final List<BacklogSource> matching = new ArrayList<>();

    private final DispatchPosition position;

    /** Reads up to where the journal ended when the poller last asked. */
    private final AtomicReference<Runnable> reached = new AtomicReference<>(NOTHING);

    private volatile boolean closed;

    Dispatcher(Journal journal, Tail tail, TopicIndex<BacklogSource> index, DispatchPosition position, Duration poll) {
        this.journal = journal;
        this.tail = tail;
        this.failover = new FailoverCheck(journal, tail);
        this.poller = new Poller(journal, failover, poll, this::listener);
        this.index = index;
        this.position = position;
    }

    /** Asks the journal how far it has got; runs on a thread of its own. */
    Runnable poller() {
        return poller;
    }

    /** Before it runs: what is older is not for it to dispatch. */
    void startAfter(Head head) {
        tail.startAfter(head.cursor());
        failover.startAfter(head.cursor());
        position.startAfter(head.cursor());
    }

    /** Asks the journal at once, waits shortly, and returns whether the journal of this epoch is dispatched. */
    boolean awaitEpoch(String epoch) throws InterruptedException {
        poller.askSoon();
        return position.awaitEpoch(epoch, PATIENCE);
    }

    /** An answer that a change of the epoch has overtaken would lead back. */
    private Consumer<Cursor> listener() {
        String asked = tail.epoch();
        return head -> {
            reached.set(() -> {
                if (isOurs(asked) || isOurs(head.epoch())) {
                    readUpTo(head);
                }
            });
            if (bells.isEmpty()) {
                // otherwise the next bell wakes the thread: the committer's places are its own
                bells.offer(NOTHING);
            }
        };
    }

    /** A bell that is not heard costs a read, never an event. */
    void ring(Appended appended) {
        try {
            if (!closed && !bells.offer(() -> hear(appended), PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(
                        Level.DEBUG,
                        LogMessage.of("the dispatcher is busy, and will read from the journal")
                                .with("from", appended.first()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Bells are not heard any more, and both threads end. */
    void close() {
        closed = true;
        poller.close();
        bells.offer(NOTHING);
    }

    @Override
    public void run() {
        while (!closed) {
            try {
                Runnable next = bells.take();
                if (closed) {
                    return;
                }
                next.run();
                reached.getAndSet(NOTHING).run();
                failing.passed();
            } catch (InterruptedException e) {
                return;
            } catch (RejectedException e) {
                LOG.log(
                        Level.DEBUG,
                        LogMessage.of("the dispatcher waits for the journal").with("cause", e.getMessage()));
            } catch (RuntimeException | Error e) {
                // without its dispatcher the node would be deaf until a restart; the hole shows at the next bell
                failing.broke(e);
            }
        }
    }

    private void hear(Appended next) {
        Cursor first = next.events().get(0).id();
        Cursor before = new Cursor(first.epoch(), first.position() - 1);
        if (!isOurs(first.epoch()) && journal.head().epoch().equals(first.epoch())) {
            change(before);
        }
        poller.heard();
        if (failover.answered(next.since())) {
            // the position alone does not show that others have written up to here since: the poller compares
            poller.askSoon();
        }
        // a bell of an epoch that has passed while it waited is not heard
        if (isOurs(first.epoch())) {
            readUpTo(before);
        }
        if (isOurs(first.epoch())) {
            dispatch(next.events(), event -> new SharedEvent(event, next.since()));
        }
    }

    private boolean isOurs(String epoch) {
        return tail.epoch().equals(epoch);
    }

    private void readUpTo(Cursor upTo) {
        if (!isOurs(upTo.epoch())) {
            change(upTo);
            return;
        }
        try {
            read(upTo.position());
        } catch (RejectedException e) {
            if (e.rejection().retryable()) {
                throw e;
            }
            // there is no way over it: each who is there finds that out for itself, and who comes later hears what is
            // new
            startAfter(upTo);
            position.advanceTo(upTo);
        }
    }

    /** Goes on after a cursor of another epoch. */
    private void change(Cursor to) {
        tail.startAfter(to);
        // before the subscribers: one that becomes live after this belongs to the new epoch, or is told
        position.startAfter(to);
        index.all().forEach(BacklogSource::reread);
        failover.startAfter(to);
    }

    private void read(long position) {
        while (tail.last() < position && !closed) {
            long asked = System.nanoTime();
            Page page = journal.readAfter(tail.last(), Filters.ALL, PAGE, PAGE_BYTES);
            Optional<Cursor> other = failover.afterAnswer(asked).or(() -> otherEpoch(page, position));
            if (other.isPresent()) {
                change(other.get());
                return;
            }
            if (page.skipsAfter(tail.last())) {
                startAfter(new Cursor(page.epoch(), page.start()));
            }
            dispatch(page.events(), this::ofAnother);
        }
    }

    /** Where the journal ends, if it is another one than that in which there is an event at a position. */
    private Optional<Cursor> otherEpoch(Page page, long position) {
        if (!isOurs(page.epoch())) {
            return Optional.of(new Cursor(page.epoch(), page.head()));
        }
        // the database has gone back since it said how far the journal has got
        return page.head() < position ? Optional.of(journal.renew(page.epoch()).cursor()) : Optional.empty();
    }

    private void startAfter(Cursor cursor) {
        tail.startAfter(cursor);
        index.all().forEach(BacklogSource::reread);
        failover.startAfter(cursor);
    }

    /** An event that another node has written, or of which no bell was heard: its age is that by the database's clock. */
    private SharedEvent ofAnother(Event event) {
        long age = Duration.between(event.time(), journal.clock().instant()).toMillis();
        return new SharedEvent(event, System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(age));
    }

    private void dispatch(List<Event> events, Function<Event, SharedEvent> shared) {
        List<SharedEvent> news = events.stream()
                .filter(event -> event.position() > tail.last())
                .map(shared)
                .toList();
        tail.add(news);
        try {
            news.forEach(this::offer);
        } catch (RuntimeException | Error e) {
            // some have been offered these events and some have not: they are on the tail for all
            LOG.log(Level.ERROR, "offering events failed; every subscriber reads them from the tail", e);
            index.all().forEach(BacklogSource::reread);
        }
        position.advanceTo(new Cursor(tail.epoch(), tail.last()));
    }

    private void offer(SharedEvent event) {
        try {
            index.match(event.published().topic(), matching);
            for (BacklogSource subscriber : matching) {
                subscriber.offer(event);
            }
        } finally {
            matching.clear();
        }
    }
}

package dev.sluice.hub;

import dev.sluice.event.Cursor;
import dev.sluice.journal.FairReads;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * A page of the journal, or another answer, on its way to a subscriber. The writing thread asks for it and takes it, and never waits for it: a
 * reader brings it and signals. The monitor guards the fields.
 */
final class PageFetch<T> {

    private final FairReads<CallerKey> reads;
    private final CallerKey caller;
    private final ToLongFunction<T> weight;
    private final Runnable signal;

    private Optional<FairReads<CallerKey>.Page> asked = Optional.empty();
    private Optional<Supplier<T>> brought = Optional.empty();

    /** Where the page begins that was asked for. */
    private Optional<Cursor> from = Optional.empty();

    private boolean cancelled;

    /** @param weight how many bytes an answer has */
    PageFetch(FairReads<CallerKey> reads, CallerKey caller, ToLongFunction<T> weight, Runnable signal) {
        this.reads = reads;
        this.caller = caller;
        this.weight = weight;
        this.signal = signal;
    }

    /**
     * Takes the page if a reader has brought it, or asks for it if nobody has.
     *
     * @throws dev.sluice.event.RejectedException as the query has thrown it
     */
    synchronized Optional<T> take(Cursor start, Supplier<T> query) {
        Optional<Supplier<T>> page = brought;
        boolean wanted = from.equals(Optional.of(start));
        if (page.isPresent()) {
            forget();
        }
        if (page.isPresent() && wanted) {
            return Optional.of(page.get().get());
        }
        if (asked.isEmpty() && !cancelled) {
            from = Optional.of(start);
            asked = Optional.of(reads.page(caller, () -> bring(query)));
        }
        return Optional.empty();
    }

    /** Gives how many bytes the page has. A fault belongs to the writing thread. */
    private long bring(Supplier<T> query) {
        T answer;
        try {
            answer = query.get();
        } catch (RuntimeException e) {
            bringAnswer(() -> {
                throw e;
            });
            return 0;
        } catch (Error e) {
            bringAnswer(() -> {
                throw e;
            });
            return 0;
        }
        bringAnswer(() -> answer);
        return weight.applyAsLong(answer);
    }

    private void bringAnswer(Supplier<T> answer) {
        synchronized (this) {
            if (cancelled) {
                return;
            }
            brought = Optional.of(answer);
        }
        signal.run();
    }

    /** Cancels the page: no subscriber needs it any more. */
    synchronized void cancel() {
        cancelled = true;
        forget();
    }

    private void forget() {
        asked.ifPresent(FairReads.Page::take);
        asked = Optional.empty();
        brought = Optional.empty();
    }
}

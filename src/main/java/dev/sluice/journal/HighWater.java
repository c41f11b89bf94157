package dev.sluice.journal;

import dev.sluice.event.Cursor;
import dev.sluice.log.LogMessage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The highest position that this node has written or read, and its epoch. A database that has failed over to an older
 * state gives positions out again; the comparison with this mark shows it. Any thread may call.
 */
final class HighWater {

    private static final Logger LOG = System.getLogger(HighWater.class.getName());

    /** The mark of a node that has seen no journal yet. */
    static final Cursor NOTHING = new Cursor("", 0);

    private final AtomicReference<Cursor> mark = new AtomicReference<>(NOTHING);

    /** Never behind the mark: a topic that is complete at the mark is known to be possible. */
    private volatile boolean completions;

    Cursor mark() {
        return mark.get();
    }

    /** Whether a topic may be complete up to the mark. */
    boolean hasCompletions() {
        return completions;
    }

    /** Before the mark shows what completes a topic. */
    void sawCompletion() {
        completions = true;
    }

    /** The journal has been opened. */
    void start(Head head) {
        completions = head.hasCompletions();
        mark.set(head.cursor());
    }

    /** As the other one, for a whole head. */
    void saw(Cursor before, Head head) {
        if (head.hasCompletions()) {
            sawCompletion();
        }
        saw(before, head.cursor());
    }

    /** Whether events of this epoch are missing from a journal that ends at this position. */
    boolean isAbove(String epoch, long position) {
        return isAbove(mark.get(), epoch, position);
    }

    static boolean isAbove(Cursor mark, String epoch, long position) {
        return mark.epoch().equals(epoch) && mark.position() > position;
    }

    /**
     * Learns how far the journal has got. Logs a change of the epoch once, whichever thread meets it first.
     *
     * @param before the mark at a moment before the database was asked: an answer that was overtaken by a newer epoch is
     *     recognised by it
     */
    void saw(Cursor before, Cursor head) {
        Cursor now = mark.get();
        while (now.epoch().equals(head.epoch()) ? now.position() < head.position() : isStill(now, before)) {
            if (mark.compareAndSet(now, head)) {
                if (!now.equals(NOTHING) && !now.epoch().equals(head.epoch())) {
                    report(now, head);
                }
                return;
            }
            now = mark.get();
        }
    }

    private static boolean isStill(Cursor now, Cursor before) {
        return now.epoch().equals(before.epoch());
    }

    private static void report(Cursor seen, Cursor head) {
        LogMessage line = seen.position() > head.position()
                ? LogMessage.of("the journal has lost events that this node has seen: every subscriber gets a gap")
                        .with("first", new Cursor(seen.epoch(), head.position() + 1))
                        .with("last", seen)
                : LogMessage.of("the journal's epoch has changed while this node runs: every subscriber gets a gap")
                        .with("seen", seen);
        LOG.log(Level.ERROR, line.with("head", head));
    }
}

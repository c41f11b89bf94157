package dev.sluice.journal;

import dev.sluice.event.Cursor;
import dev.sluice.log.LogMessage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The high-water mark: the highest position that this node has written or read, and its epoch. A database that has failed
 * over to an older state would use positions a second time; the comparison with this mark detects it. Any thread may call.
 */
final class HighWater {

    private static final Logger LOG = System.getLogger(HighWater.class.getName());

    /** The mark of a node that has seen no journal yet. */
    static final Cursor NOTHING = new Cursor("", 0);

    private final AtomicReference<Cursor> mark = new AtomicReference<>(NOTHING);

    /** Set before the mark moves: if a topic is complete at the mark, this is true. */
    private volatile boolean completions;

    Cursor mark() {
        return mark.get();
    }

    /** Whether a topic may be complete up to the mark. */
    boolean hasCompletions() {
        return completions;
    }

    /** Called before the mark moves to an event that completes its topic. */
    void sawCompletion() {
        completions = true;
    }

    /** Sets the mark to the head that was read when the journal was opened. */
    void start(Head head) {
        completions = head.hasCompletions();
        mark.set(head.cursor());
    }

    /** Like {@link #saw(Cursor, Cursor)}, for a whole head. */
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
     * Moves the mark to a head that was read or written. The first thread that sees a new epoch logs it.
     *
     * @param before the mark before the database was queried; it shows whether a newer epoch has overtaken the answer
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

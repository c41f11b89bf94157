package dev.sluice.hub;

import dev.sluice.event.Cursor;
import dev.sluice.event.Filters;
import dev.sluice.event.Topic;
import dev.sluice.hub.Gap.Reason;
import dev.sluice.journal.Head;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where a start lies in the journal.
 *
 * @param cursor reading goes on after it, when the snapshot has been delivered
 * @param resumed whether the client gave a cursor and the stream continues exactly after it
 * @param gap what is missing before that
 * @param acknowledged what the client may take for seen before anything else has reached it: with a gap or a snapshot
 *     still to come it must not be {@code cursor}, or a client that is cut in between would never hear of them
 * @param snapshot positions that are to be delivered first
 * @param complete topics whose last event lies before the cursor
 */
public record ResolvedStart(
        Cursor cursor,
        boolean resumed,
        Optional<Gap> gap,
        Optional<Cursor> acknowledged,
        List<Long> snapshot,
        Set<Topic> complete) {

    private ResolvedStart(
            Cursor cursor, boolean resumed, Optional<Gap> gap, Optional<Cursor> acknowledged, List<Long> snapshot) {
        this(cursor, resumed, gap, acknowledged, snapshot, Set.of());
    }

    /** With what is known of the completions of topics. */
    ResolvedStart with(Map<Topic, Long> completions) {
        Set<Topic> before = completions.entrySet().stream()
                .filter(completion -> completion.getValue() <= cursor.position())
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
        return new ResolvedStart(cursor, resumed, gap, acknowledged, snapshot, before);
    }

    /** Whether there is nothing to say to somebody who wants these, now or ever. */
    public boolean isOver(Filters filters) {
        return gap.isEmpty() && snapshot.isEmpty() && !complete.isEmpty() && complete.equals(filters.topics());
    }

    /** The position that a client is told first: up to it all has been seen, or reading continues there. */
    public Cursor firstCursor() {
        return acknowledged.orElse(cursor);
    }

    static ResolvedStart fresh(Cursor cursor) {
        return new ResolvedStart(cursor, false, Optional.empty(), Optional.of(cursor), List.of());
    }

    static ResolvedStart resumed(Cursor cursor) {
        return new ResolvedStart(cursor, true, Optional.empty(), Optional.of(cursor), List.of());
    }

    static ResolvedStart snapshot(Head head, List<Long> positions) {
        Optional<Cursor> acknowledged = positions.isEmpty() ? Optional.of(head.cursor()) : Optional.empty();
        return new ResolvedStart(head.cursor(), false, Optional.empty(), acknowledged, positions);
    }

    static ResolvedStart pastRetention(Head head, Cursor asked) {
        Gap gap = retentionGap(asked, head.at(head.trimmed()));
        return new ResolvedStart(gap.to(), false, Optional.of(gap), Optional.of(asked), List.of());
    }

    static ResolvedStart atTheEnd(Head head, String asked, Reason reason) {
        Gap gap = new Gap(asked, head.cursor(), reason);
        return new ResolvedStart(gap.to(), false, Optional.of(gap), Optional.empty(), List.of());
    }

    /** Gives the gap of a reader at {@code seen}, after retention has deleted everything up to the other position. */
    public static Gap retentionGap(Cursor seen, Cursor forgotten) {
        String from = new Cursor(seen.epoch(), seen.position() + 1).toString();
        return new Gap(from, forgotten, Reason.RETENTION);
    }
}

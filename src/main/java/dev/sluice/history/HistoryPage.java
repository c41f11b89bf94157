package dev.sluice.history;

import dev.sluice.event.Cursor;
import dev.sluice.event.Event;
import dev.sluice.event.Filters;
import dev.sluice.hub.Gap;
import dev.sluice.hub.ResolvedStart;
import dev.sluice.journal.Journal;
import dev.sluice.journal.Page;
import dev.sluice.journal.SteppedSearch;
import dev.sluice.wire.EventJson;
import dev.sluice.wire.GapJson;
import dev.sluice.wire.JsonText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One page of the history while it is read: ranges of the journal until the page is full or the time limit is reached. Each range
 * is one step, after which other callers may read. One thread at a time calls.
 */
final class HistoryPage implements SteppedSearch<HistoryPage> {

    private static final int FULL_BYTES = 1 << 20;

    /** Bounds a search for rare events, which would read the whole journal: the client gets a cursor to continue from. */
    private static final int MAX_RANGES = 100;

    private static final long TIME_LIMIT = TimeUnit.SECONDS.toNanos(3);

    private final Journal journal;
    private final Filters filters;
    private final int limit;

    private final Instant now;

    private final List<Event> events = new ArrayList<>();
    private final LongSupplier nanoTime;
    private final long begun;

    /** The cursor at the end of a snapshot. */
    private final Cursor end;

    private Optional<Gap> gap;
    private Cursor cursor;
    private boolean more = true;
    private int steps;

    /** The positions of the snapshot that have not been read yet. */
    private List<Long> snapshot;

    HistoryPage(Journal journal, Filters filters, int limit, ResolvedStart opening) {
        this(journal, filters, limit, opening, System::nanoTime);
    }

    HistoryPage(Journal journal, Filters filters, int limit, ResolvedStart opening, LongSupplier nanoTime) {
        this.journal = journal;
        this.now = journal.clock().instant();
        this.filters = filters;
        this.limit = limit;
        this.gap = opening.gap();
        this.cursor = opening.cursor();
        this.end = opening.cursor();
        this.snapshot = opening.snapshot();
        this.nanoTime = nanoTime;
        this.begun = nanoTime.getAsLong();
    }

    @Override
    public Optional<HistoryPage> step() {
        boolean complete = snapshot.isEmpty() ? readRange() : readSnapshot();
        boolean full = events.size() >= limit || bytes() >= FULL_BYTES;
        boolean tooLong = ++steps >= MAX_RANGES || nanoTime.getAsLong() - begun > TIME_LIMIT;
        return complete || full || tooLong ? Optional.of(this) : Optional.empty();
    }

    /** Gives whether this page is complete. */
    private boolean readRange() {
        Page page = journal.readAfter(cursor.position(), filters, limit - events.size(), FULL_BYTES);
        if (isOfAnotherEpoch(page)) {
            return true;
        }
        if (page.skipsAfter(cursor.position())) {
            if (!events.isEmpty()) {
                return true;
            }
            Gap found = ResolvedStart.retentionGap(cursor, at(page.start()));
            gap = Optional.of(new Gap(gap.map(Gap::from).orElse(found.from()), found.to(), found.reason()));
        }
        add(page);
        cursor = at(page.upTo());
        more = page.hasMore();
        return !more;
    }

    /** Reads the next positions of the snapshot, which ascend: a client continues after the cursor of the last one. */
    private boolean readSnapshot() {
        Page page = journal.readAt(snapshot.subList(0, Math.min(limit - events.size(), snapshot.size())), FULL_BYTES);
        if (isOfAnotherEpoch(page)) {
            return true;
        }
        add(page);
        snapshot = snapshot.stream().filter(position -> position > page.upTo()).toList();
        more = !snapshot.isEmpty();
        cursor = more ? at(page.upTo()) : end;
        return !more;
    }

    /** Whether the journal has been replaced meanwhile. The next request with the old cursor then gets a gap. */
    private boolean isOfAnotherEpoch(Page page) {
        return !page.epoch().equals(cursor.epoch());
    }

    private void add(Page page) {
        page.events().stream().filter(event -> !event.isExpiredAt(now)).forEach(events::add);
    }

    private long bytes() {
        return events.stream().mapToLong(event -> event.payload().size()).sum();
    }

    private Cursor at(long position) {
        return new Cursor(cursor.epoch(), position);
    }

    String toJson() {
        JsonText json = new JsonText()
                .raw("events", events.stream().map(EventJson::full).collect(JsonText.array()))
                .member("cursor", cursor.toString())
                .member("more", more);
        gap.ifPresent(
                found -> json.raw("gap", GapJson.members(new JsonText(), found).end()));
        return json.end();
    }
}

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
 * One answer of the history, while it is put together: stretches of the journal until there is enough, or until it has taken
 * long enough. A stretch is a step, after which others read.
 */
final class HistoryPage implements SteppedSearch<HistoryPage> {

    private static final int ENOUGH_BYTES = 1 << 20;

    /** So that a request for something rare does not read the whole journal: it gets a cursor to go on from. */
    private static final int MOST_STRETCHES = 100;

    private static final long LONG_ENOUGH = TimeUnit.SECONDS.toNanos(3);

    private final Journal journal;
    private final Filters filters;
    private final int limit;

    private final Instant now;

    private final List<Event> events = new ArrayList<>();
    private final LongSupplier nanoTime;
    private final long begun;

    /** Where a snapshot ends. */
    private final Cursor end;

    private Optional<Gap> gap;
    private Cursor cursor;
    private boolean more = true;
    private int steps;

    /** Positions that are still to be read. */
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
        boolean over = snapshot.isEmpty() ? readOn() : readSnapshot();
        boolean enough = events.size() >= limit || bytes() >= ENOUGH_BYTES;
        boolean tooLong = ++steps >= MOST_STRETCHES || nanoTime.getAsLong() - begun > LONG_ENOUGH;
        return over || enough || tooLong ? Optional.of(this) : Optional.empty();
    }

    /** Gives whether nothing that belongs to this answer follows. */
    private boolean readOn() {
        Page page = journal.readAfter(cursor.position(), filters, limit - events.size(), ENOUGH_BYTES);
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

    /** The first of them; the rest follows after the cursor of the last, since positions of a snapshot ascend. */
    private boolean readSnapshot() {
        Page page = journal.readAt(snapshot.subList(0, Math.min(limit - events.size(), snapshot.size())), ENOUGH_BYTES);
        if (isOfAnotherEpoch(page)) {
            return true;
        }
        add(page);
        snapshot = snapshot.stream().filter(position -> position > page.upTo()).toList();
        more = !snapshot.isEmpty();
        cursor = more ? at(page.upTo()) : end;
        return !more;
    }

    /** The journal has become another one meanwhile: the next question, by the old cursor, is answered with a gap. */
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

package dev.sluice.history;

import dev.sluice.event.Cursor;
import dev.sluice.event.Event;
import dev.sluice.event.Filters;
import dev.sluice.hub.Gap;
import dev.sluice.hub.Opening;
import dev.sluice.journal.Journal;
import dev.sluice.journal.Page;
import dev.sluice.wire.EventJson;
import dev.sluice.wire.GapJson;
import dev.sluice.wire.JsonText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One answer of the history, while it is put together: stretches of the journal until there is enough. */
final class HistoryPage {

    private static final int ENOUGH_BYTES = 1 << 20;

    /** So that a request for something rare does not read the whole journal: it gets a cursor to go on from. */
    private static final int MOST_STRETCHES = 100;

    private final Journal journal;
    private final Filters filters;
    private final int limit;

    private final Instant now = Instant.now();

    private final List<Event> events = new ArrayList<>();
    private Optional<Gap> gap = Optional.empty();
    private Cursor cursor;
    private boolean more;

    HistoryPage(Journal journal, Filters filters, int limit) {
        this.journal = journal;
        this.filters = filters;
        this.limit = limit;
    }

    HistoryPage read(Opening opening) {
        gap = opening.gap();
        cursor = opening.cursor();
        if (opening.snapshot().isEmpty()) {
            readOn();
        } else {
            readSnapshot(opening.snapshot());
        }
        return this;
    }

    private void readOn() {
        int stretches = 0;
        do {
            Page page = journal.readAfter(cursor.position(), filters, limit - events.size(), ENOUGH_BYTES);
            if (page.skipsAfter(cursor.position())) {
                if (!events.isEmpty()) {
                    more = true;
                    return;
                }
                Gap found = Opening.retentionGap(cursor, at(page.start()));
                gap = Optional.of(new Gap(gap.map(Gap::from).orElse(found.from()), found.to(), found.reason()));
            }
            page.events().stream().filter(event -> !event.isExpiredAt(now)).forEach(events::add);
            cursor = at(page.upTo());
            more = page.hasMore();
        } while (more && events.size() < limit && bytes() < ENOUGH_BYTES && ++stretches < MOST_STRETCHES);
    }

    /** The first of them; the rest follows after the cursor of the last, since positions of a snapshot ascend. */
    private void readSnapshot(List<Long> positions) {
        for (Long position : positions) {
            if (events.size() == limit || bytes() >= ENOUGH_BYTES) {
                cursor = events.get(events.size() - 1).id();
                more = true;
                return;
            }
            journal.at(position).filter(event -> !event.isExpiredAt(now)).ifPresent(events::add);
        }
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

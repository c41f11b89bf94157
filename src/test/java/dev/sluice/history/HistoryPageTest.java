package dev.sluice.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.ContentType;
import dev.sluice.event.Cursor;
import dev.sluice.event.Draft;
import dev.sluice.event.Filters;
import dev.sluice.event.Payload;
import dev.sluice.event.Topic;
import dev.sluice.hub.Start;
import dev.sluice.journal.MemoryJournal;
import dev.sluice.journal.SteppedSearch;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The journal becomes another one while an answer of several stretches is read. */
class HistoryPageTest {

    private final MemoryJournal journal = new MemoryJournal(Clock.systemUTC(), appended -> {});
    private final Filters filters = Filters.of(List.of("a"));

    private String page(Start start) {
        SteppedSearch<HistoryPage> search =
                start.in(journal, filters).then(opening -> new HistoryPage(journal, filters, 1_000, opening));
        Optional<HistoryPage> page = search.step();
        while (page.isEmpty()) {
            page = search.step();
        }
        return page.get().toJson();
    }

    @Test
    void endsWhereTheEpochChangesAndTellsOfAGapNextTime() {
        Draft draft = new Draft(new Topic("a"), Payload.text(ContentType.TEXT, "x"));
        journal.append(Collections.nCopies(250, draft));
        AtomicInteger stretches = new AtomicInteger();
        journal.beforeReading(() -> {
            if (stretches.incrementAndGet() == 2) {
                journal.newEpoch();
            }
        });
        assertThat(page(new Start.Earliest()))
                .contains("\"cursor\":\"memory-100\"", "\"more\":true")
                .doesNotContain("memory2", "gap");
        assertThat(page(new Start.After(new Cursor("memory", 100))))
                .contains("\"from\":\"memory-100\"", "\"to\":\"memory2-250\"", "\"reason\":\"epoch\"");
    }
}

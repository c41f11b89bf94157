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
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Answers of several stretches, which end before the journal does. */
class HistoryPageTest {

    private final MemoryJournal journal = new MemoryJournal(Clock.systemUTC(), appended -> {});
    private final Filters filters = Filters.of(List.of("a"));

    private final AtomicLong nanoTime = new AtomicLong();

    private String page(Start start) {
        SteppedSearch<HistoryPage> search = start.in(journal, filters)
                .then(opening -> new HistoryPage(journal, filters, 1_000, opening, nanoTime::get));
        Optional<HistoryPage> page = search.step();
        while (page.isEmpty()) {
            page = search.step();
        }
        return page.get().toJson();
    }

    @Test
    void endsWhereTheEpochChangesAndTellsOfAGapNextTime() {
        append(250, "a");
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

    @Test
    void endsAfterAHundredStretchesWithACursorToGoOnFrom() {
        append(10_100, "b");
        append(1, "a");
        assertThat(page(new Start.Earliest()))
                .contains("\"events\":[]", "\"cursor\":\"memory-10000\"", "\"more\":true");
        assertThat(page(new Start.After(new Cursor("memory", 10_000))))
                .contains("\"id\":\"memory-10101\"", "\"more\":false");
    }

    @Test
    void endsAfterThreeSecondsWithACursorToGoOnFrom() {
        append(1_000, "b");
        journal.beforeReading(() -> nanoTime.addAndGet(Duration.ofSeconds(1).toNanos()));
        // three of them take no more than that
        assertThat(page(new Start.Earliest())).contains("\"events\":[]", "\"cursor\":\"memory-400\"", "\"more\":true");
    }

    private void append(int count, String topic) {
        Draft draft = new Draft(new Topic(topic), Payload.text(ContentType.TEXT, "x"));
        journal.append(Collections.nCopies(count, draft));
    }
}

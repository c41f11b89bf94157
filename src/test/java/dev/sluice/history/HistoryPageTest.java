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
        return page(start, 1_000);
    }

    private String page(Start start, int limit) {
        return page(start, limit, filters);
    }

    private String page(Start start, int limit, Filters wanted) {
        SteppedSearch<HistoryPage> search = start.in(journal, wanted)
                .then(opening -> new HistoryPage(journal, wanted, limit, opening, nanoTime::get));
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

    @Test
    void endsAtTheLimitWithACursorToContinueFrom() {
        append(3, "a");
        assertThat(page(new Start.Earliest(), 2))
                .contains("memory-1\"", "memory-2\"", "\"cursor\":\"memory-2\"", "\"more\":true")
                .doesNotContain("memory-3");
        assertThat(page(new Start.After(new Cursor("memory", 2)), 2))
                .contains("memory-3\"", "\"more\":false")
                .doesNotContain("gap");
    }

    @Test
    void readsASnapshotInPages() {
        for (String topic : List.of("a", "b", "c")) {
            append(2, topic);
        }
        Filters all = Filters.of(List.of("**"));
        String first = page(new Start.Snapshot(), 2, all);
        assertThat(first)
                .contains("\"id\":\"memory-2\"", "\"id\":\"memory-4\"", "\"cursor\":\"memory-4\"", "\"more\":true");
        assertThat(page(new Start.Snapshot(), 3, all))
                .contains("\"id\":\"memory-6\"", "\"cursor\":\"memory-6\"", "\"more\":false");
    }

    @Test
    void beginsWithAGapWhereTheRetentionHasRemovedEvents() {
        append(5, "a");
        journal.trim(3);
        assertThat(page(new Start.After(new Cursor("memory", 1))))
                .contains("\"id\":\"memory-4\"", "\"reason\":\"retention\"", "\"to\":\"memory-3\"");
    }

    private void append(int count, String topic) {
        Draft draft = new Draft(new Topic(topic), Payload.text(ContentType.TEXT, "x"));
        journal.append(Collections.nCopies(count, draft));
    }
}

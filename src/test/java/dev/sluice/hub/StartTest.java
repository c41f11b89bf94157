package dev.sluice.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.ContentType;
import dev.sluice.event.Cursor;
import dev.sluice.event.Draft;
import dev.sluice.event.Filters;
import dev.sluice.event.Payload;
import dev.sluice.event.Topic;
import dev.sluice.journal.MemoryJournal;
import dev.sluice.journal.SteppedSearch;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where a start lies, when the journal changes while that is looked for. */
class StartTest {

    private final MemoryJournal journal = new MemoryJournal(Clock.systemUTC(), appended -> {});

    @BeforeEach
    void publish() {
        Draft draft = new Draft(new Topic("a"), Payload.text(ContentType.TEXT, "x"));
        journal.append(Collections.nCopies(100, draft));
    }

    /** The position has been found in the old journal, and the head is read in the new one. */
    private ResolvedStart openingWhenTheJournalGoesBack(Start start) {
        SteppedSearch<ResolvedStart> search = start.in(journal, Filters.ALL);
        assertThat(search.step()).isEmpty();
        journal.goBackTo(50);
        journal.newEpoch();
        return search.finish();
    }

    @Test
    void looksAgainForTheLastEventsInAJournalThatHasGoneBack() {
        assertThat(openingWhenTheJournalGoesBack(new Start.Last(5)).cursor()).isEqualTo(new Cursor("memory2", 45));
    }

    @Test
    void looksAgainForAnInstantInAJournalThatHasGoneBack() {
        assertThat(openingWhenTheJournalGoesBack(new Start.Since(Instant.MAX)).cursor())
                .isEqualTo(new Cursor("memory2", 50));
    }
}

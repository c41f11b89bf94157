package dev.sluice.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.event.ContentType;
import dev.sluice.event.Draft;
import dev.sluice.event.IdempotencyKey;
import dev.sluice.event.Payload;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.event.Topic;
import dev.sluice.journal.Appended;
import dev.sluice.journal.MemoryJournal;
import dev.sluice.journal.Receipt;
import dev.sluice.journal.RefusingJournal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutcomeTest {

    private final List<Appended> commits = new ArrayList<>();
    private final MemoryJournal journal = new MemoryJournal(Clock.systemUTC(), commits::add);

    private static Draft draft(String text) {
        return new Draft(new Topic("t"), Payload.text(ContentType.TEXT, text));
    }

    private static Map<Long, Draft> rows(Draft... drafts) {
        Map<Long, Draft> rows = new LinkedHashMap<>();
        for (Draft draft : drafts) {
            rows.put(rows.size() + 1L, draft);
        }
        return rows;
    }

    @Test
    void appendsAllDraftsInOneCommit() {
        Outcome outcome = Outcome.of(journal, rows(draft("a"), draft("b"), draft("c")));
        assertThat(commits).hasSize(1);
        assertThat(outcome.refusals()).isEmpty();
        assertThat(outcome.receipts().entrySet())
                .extracting(each -> each.getValue().id().position())
                .containsExactly(1L, 2L, 3L);
        assertThat(outcome.receipts()).containsOnlyKeys(1L, 2L, 3L);
    }

    @Test
    void refusesOnlyTheDraftAtFault() {
        IdempotencyKey key = new IdempotencyKey("k");
        journal.append(List.of(draft("first").withKey(key)))
                .toCompletableFuture()
                .join();
        Outcome outcome = Outcome.of(journal, rows(draft("a"), draft("other").withKey(key), draft("c")));
        assertThat(outcome.receipts()).containsOnlyKeys(1L, 3L);
        assertThat(outcome.refusals()).containsOnlyKeys(2L);
        assertThat(outcome.refusals().get(2L).rejection()).isEqualTo(Rejection.KEY_CONFLICT);
        assertThat(journal.head().position()).isEqualTo(3);
    }

    @Test
    void givesTheSameEventForTheSameKey() {
        Draft draft = draft("a").withKey(new IdempotencyKey("k"));
        Receipt first = Outcome.of(journal, rows(draft)).receipts().get(1L);
        Receipt second = Outcome.of(journal, rows(draft)).receipts().get(1L);
        assertThat(first.fresh()).isTrue();
        assertThat(second).isEqualTo(new Receipt(first.id(), false));
    }

    @Test
    void asksTheJournalForNothingWithoutDrafts() {
        assertThat(Outcome.of(journal, Map.of())).isEqualTo(new Outcome(Map.of(), Map.of()));
        assertThat(commits).isEmpty();
    }

    /** The row stays in the outbox. */
    @Test
    void throwsARefusalThatIsNotFinal() {
        try (RefusingJournal refusing = new RefusingJournal(journal, () -> true)) {
            assertThatExceptionOfType(RejectedException.class)
                    .isThrownBy(() -> Outcome.of(refusing.journal(), rows(draft("a"), draft("b"))))
                    .satisfies(e -> assertThat(e.rejection()).isEqualTo(Rejection.JOURNAL_UNAVAILABLE));
        }
        assertThat(journal.head().position()).isZero();
    }
}

package dev.sluice.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.event.ContentType;
import dev.sluice.event.Cursor;
import dev.sluice.event.Draft;
import dev.sluice.event.Payload;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.event.Topic;
import dev.sluice.journal.MemoryJournal;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EarlierEndsTest {

    private static final Topic A = new Topic("a");
    private static final Topic B = new Topic("b");

    private final MemoryJournal journal = new MemoryJournal(Clock.systemUTC(), appended -> {});
    private final EarlierEnds ends = new EarlierEnds(journal);

    private void complete(Topic topic) {
        journal.append(List.of(new Draft(topic, Payload.text(ContentType.TEXT, "last")).completing()));
    }

    @Test
    void findsThoseThatWereCompleteAtTheBeginning() {
        complete(A);
        Cursor begin = journal.head().cursor();
        complete(B);
        assertThat(ends.upTo(begin, Set.of(A, B, new Topic("c")))).containsExactly(A);
        assertThat(ends.upTo(journal.head().cursor(), Set.of(A, B))).containsExactlyInAnyOrder(A, B);
    }

    /** Thousands of subscribers ask at the same moment. */
    @Test
    void asksTheJournalOnceInAnEpochWithoutCompleteTopics() {
        Cursor begin = journal.head().cursor();
        long before = journal.headReads();
        for (int i = 0; i < 100; i++) {
            assertThat(ends.upTo(begin, Set.of(A))).isEmpty();
        }
        assertThat(journal.headReads()).isEqualTo(before + 1);
        journal.newEpoch();
        complete(A);
        assertThat(ends.upTo(journal.head().cursor(), Set.of(A))).containsExactly(A);
    }

    @Test
    void doesNotAnswerForAnotherEpoch() {
        Cursor begin = journal.head().cursor();
        journal.newEpoch();
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> ends.upTo(begin, Set.of(A)))
                .extracting(RejectedException::rejection)
                .isEqualTo(Rejection.JOURNAL_UNAVAILABLE);
    }
}

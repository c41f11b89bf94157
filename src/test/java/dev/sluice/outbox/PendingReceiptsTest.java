package dev.sluice.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.event.ContentType;
import dev.sluice.event.Cursor;
import dev.sluice.event.Draft;
import dev.sluice.event.Payload;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.event.Topic;
import dev.sluice.journal.Receipt;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class PendingReceiptsTest {

    private static final Receipt RECEIPT = new Receipt(new Cursor("epoch1", 7), true);

    private final PendingReceipts receipts = new PendingReceipts();

    private static PendingDraft draft(long rowId) {
        PendingDraft draft = new PendingDraft(new Draft(new Topic("t"), Payload.text(ContentType.TEXT, "x")));
        draft.setRowId(rowId);
        return draft;
    }

    private static void assertRefused(PendingDraft draft, Rejection rejection) {
        assertThat(catchThrowable(() -> draft.receipt().get()))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        RejectedException.class, e -> assertThat(e.rejection()).isEqualTo(rejection));
    }

    /** The relay looks up only the rows before the oldest waiting one. */
    @Test
    void listsDraftsInTheOrderOfTheirRows() {
        PendingDraft third = draft(3);
        PendingDraft first = draft(1);
        receipts.add(List.of(third));
        receipts.add(List.of(first));
        assertThat(receipts.pending()).containsExactly(first, third);
    }

    @Test
    void answersADraftOnceAndForgetsIt() {
        PendingDraft draft = draft(1);
        receipts.add(List.of(draft));
        receipts.answer(1, RECEIPT);
        receipts.refuse(1, Rejection.ROLLED_BACK.because("too late"));
        assertThat(draft.receipt()).isCompletedWithValue(RECEIPT);
        assertThat(receipts.pending()).isEmpty();
    }

    @Test
    void ignoresRowsForWhichNoBeanWaits() {
        receipts.answer(1, RECEIPT);
        receipts.refuseSetAside(2, "topic-invalid: no");
        assertThat(receipts.pending()).isEmpty();
    }

    @Test
    void refusesARowThatIsSetAsideWithTheReason() {
        PendingDraft draft = draft(1);
        receipts.add(List.of(draft));
        receipts.refuseSetAside(1, "topic-invalid: no");
        assertRefused(draft, Rejection.BODY_INVALID);
        assertThat(catchThrowable(() -> draft.receipt().get())).hasMessageContaining("topic-invalid: no");
    }

    /** The database has failed over to an older state, and has given the id a second time. */
    @Test
    void refusesTheEarlierDraftWhenARowIdIsUsedAgain() {
        PendingDraft lost = draft(1);
        PendingDraft next = draft(1);
        receipts.add(List.of(lost));
        receipts.add(List.of(next));
        assertRefused(lost, Rejection.ROLLED_BACK);
        receipts.answer(lost, RECEIPT);
        assertThat(receipts.pending()).containsExactly(next);
        assertThat(next.receipt()).isNotDone();
    }
}

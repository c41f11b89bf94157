package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PreconditionTest {

    private static final Cursor END = new Cursor("e", 10);

    @Test
    void holdsUntilTheTopicHasANewerEvent() {
        Precondition unchanged = Precondition.unchangedSince(new Cursor("e", 5));
        assertThat(unchanged.holds(END, 4)).isTrue();
        assertThat(unchanged.holds(END, 5)).isTrue();
        assertThat(unchanged.holds(END, 6)).isFalse();
    }

    @Test
    void holdsForANewTopicOnlyWithoutEvents() {
        assertThat(Precondition.NEW_TOPIC.holds(END, 0)).isTrue();
        assertThat(Precondition.NEW_TOPIC.holds(END, 1)).isFalse();
    }

    /** Such a cursor was issued before the journal was restored or lost its end. */
    @Test
    void failsForACursorThatThisJournalHasNotIssued() {
        assertThat(Precondition.unchangedSince(new Cursor("other", 5)).holds(END, 5))
                .isFalse();
        assertThat(Precondition.unchangedSince(new Cursor("e", 11)).holds(END, 5))
                .isFalse();
    }
}

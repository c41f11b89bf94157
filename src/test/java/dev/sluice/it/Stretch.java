package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a reader claims to have seen completely: everything that the query matches, from one cursor to another.
 *
 * @param how it was read
 */
record Stretch(String how, String query, EventId after, EventId upTo, Run seen) {

    /** @param journal everything that the query matches, read when nobody publishes any more */
    void assertIsWhatStandsIn(Run journal) {
        Run expected = journal.between(after, upTo);
        assertThat(seen.positions())
                .as("%s of %s after %s up to %s", how, query, after, upTo)
                .isEqualTo(expected.positions());
        seen.assertSameAs(expected);
    }
}

package dev.sluice.harness;

/**
 * What a reader claims to have seen completely: everything that the query matches, from one cursor to another.
 *
 * @param how it was read
 */
public record Stretch(String how, String query, EventId after, EventId upTo, Run seen) {

    /** @param journal everything that the query matches, read when nobody publishes any more */
    public void assertIsWhatStandsIn(Run journal) {
        seen.assertSameAs(
                journal.between(after, upTo), "%s of %s after %s up to %s".formatted(how, query, after, upTo));
    }
}

/**
 * The durable log: every durable event is committed here and gets its position, before any subscriber sees it.
 *
 * <p>{@link dev.sluice.journal.Journal} is the port. Inside are one committer for each node, the JPA store and retention.
 *
 * <p>Start with {@link dev.sluice.journal.JpaJournal}. This package must not know subscribers and protocols. Any thread
 * may call; one thread commits.
 */
package dev.sluice.journal;

/**
 * Publishing inside a transaction: drafts become rows in the application's database, and a relay publishes them after the
 * commit.
 *
 * <p>Start with {@link dev.sluice.outbox.Outbox}, then {@link dev.sluice.outbox.OutboxRelay}. This package must not know the tables of the journal. Threads of
 * the application write rows; one thread relays.
 */
package dev.sluice.outbox;

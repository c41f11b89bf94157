/**
 * The door for transactions: rows of a table in the application's database, and the relay that publishes them.
 *
 * <p>Start with {@link dev.sluice.outbox.OutboxRelay}. This package must not know the tables of the journal. Threads of
 * the application write rows; one thread relays.
 */
package dev.sluice.outbox;

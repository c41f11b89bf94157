/**
 * The journal: every durable event, numbered in the order of the commits, before anyone sees it.
 *
 * <p>{@link dev.sluice.journal.Journal} is the port. Inside: one committer per node, the JPA store, retention. The only
 * place that knows {@code jakarta.persistence}; it knows nothing of subscribers and protocols.
 */
package dev.sluice.journal;

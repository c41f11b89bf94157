/**
 * Who is on a topic. Goes along with subscriptions, tells of it by volatile events on {@code $presence/…}, and answers who
 * asks. Knows nothing of how a subscription reaches its client.
 */
package dev.sluice.presence;

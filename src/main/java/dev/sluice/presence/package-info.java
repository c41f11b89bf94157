/**
 * Members of a topic: joins, leaves and states, told by volatile events on {@code $presence/…}.
 *
 * <p>Start with {@link dev.sluice.presence.Presence}. This package must not know the protocol of a subscription. Any
 * thread may call.
 */
package dev.sluice.presence;

/**
 * Values of the domain: topics, filters, cursors, drafts and events. The constructor of each type checks its value.
 *
 * <p>Start with {@link dev.sluice.event.Draft}, which a publisher submits, and {@link dev.sluice.event.Event}, which
 * subscribers get. {@link dev.sluice.event.Rejection} has all codes for refusals: add a new code there. This package must
 * not know anything but {@code java.*}: no database, no protocol, no server. All types are immutable; any thread may use
 * them.
 */
package dev.sluice.event;

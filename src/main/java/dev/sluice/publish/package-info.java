/**
 * The door for publishing: over HTTP, and from any CDI bean by {@link dev.sluice.publish.Publisher}.
 *
 * <p>Start with {@link dev.sluice.publish.Publisher}. This package must not know subscribers. Any thread may call.
 */
package dev.sluice.publish;

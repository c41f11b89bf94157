/**
 * JSON of the protocols: it writes events, gaps and errors, and reads drafts, CloudEvents and the members of messages.
 *
 * <p>Start with {@link dev.sluice.wire.EventJson} for what clients get, and with {@link dev.sluice.wire.DraftJson} for what
 * they send. This package must not know connections: doors write its texts to their clients. Any thread may call.
 */
package dev.sluice.wire;

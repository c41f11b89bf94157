/**
 * JSON of the protocols: the form of an event, a gap and an acknowledgement, and the parsing of a draft.
 *
 * <p>Start with {@link dev.sluice.wire.EventJson}. This package must not know the receivers of what it writes. Any thread
 * may call.
 */
package dev.sluice.wire;

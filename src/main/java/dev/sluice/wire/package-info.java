/**
 * The JSON that all doors share: how an event or a gap is written, and how a draft is read. Knows what is written, not
 * to whom.
 */
package dev.sluice.wire;

/**
 * The words of the gateway: topics, filters, cursors, drafts and events, each a checked value.
 *
 * <p>Everything else speaks in these. This package knows nothing but {@code java.*}: no database, no
 * protocol, no server.
 */
package dev.sluice.event;

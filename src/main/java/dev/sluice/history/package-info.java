/**
 * The door for reading by pages: {@code GET /api/events} as JSON.
 *
 * <p>Start with {@link dev.sluice.history.HistoryResource}. This package must not know streams and WebSockets. Request
 * threads call; a reader of the hub reads the page.
 */
package dev.sluice.history;

/** The door for browsers with {@code EventSource}: {@code GET /api/events} as a stream, by {@code SseEventSink}. */
package dev.sluice.sse;

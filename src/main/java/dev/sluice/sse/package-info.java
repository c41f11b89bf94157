/**
 * The door for browsers with {@code EventSource}: {@code GET /api/events} as a stream, by {@code SseEventSink}.
 *
 * <p>Start with {@link dev.sluice.sse.StreamResource}. This package must not know the journal. Request threads open a
 * stream; the hub's writers write to it.
 */
package dev.sluice.sse;

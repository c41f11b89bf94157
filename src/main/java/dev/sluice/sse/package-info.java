/**
 * The door for browsers with {@code EventSource}: {@code GET /api/events} as a stream, by {@code SseEventSink}.
 *
 * <p>Start with {@link dev.sluice.sse.StreamFilter}, which checks a request, then {@link dev.sluice.sse.StreamResource}, which
 * opens its stream, and {@link dev.sluice.sse.SseOutlet}, which writes to it. This package must not know the journal. Request
 * threads open a stream; the hub's writers write to it.
 */
package dev.sluice.sse;

package dev.sluice.sse;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A stream whose client accepts all bytes immediately. */
final class CountingSink implements SseEventSink {

    private static final CompletionStage<?> SENT = CompletableFuture.completedFuture(null);

    private long bytes;

    @Override
    public CompletionStage<?> send(OutboundSseEvent event) {
        SseChunk chunk = (SseChunk) event;
        bytes += chunk.bytes().length;
        chunk.markWritten();
        return SENT;
    }

    long bytes() {
        return bytes;
    }

    @Override
    public boolean isClosed() {
        return false;
    }

    @Override
    public void close() {}
}

package dev.sluice.sse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.hub.CloseCause;
import dev.sluice.settings.TestSettings;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The outlet of a stream that the server has already ended: each server throws an exception of its own. */
class SseOutletTest {

    private final EndedSink sink = new EndedSink();
    private final SseOutlet outlet =
            new SseOutlet(sink, EventBlock.PLAIN, TestSettings.with(Map.of()).delivery());

    /** Throws the exceptions of Jersey after its servlet has ended, or its client has disconnected. */
    private static final class EndedSink implements SseEventSink {

        private boolean closing;

        @Override
        public boolean isClosed() {
            return closing;
        }

        @Override
        public CompletionStage<?> send(OutboundSseEvent event) {
            throw new UnsupportedOperationException("has been shut down");
        }

        @Override
        public void close() {
            closing = true;
            throw new UncheckedIOException(new IOException("Connection is closed"));
        }
    }

    @Test
    void closesWithoutAFault() {
        outlet.close(CloseCause.DRAIN);
        assertThat(sink.closing).isTrue();
    }

    @Test
    void reportsADisconnectedClient() {
        assertThatThrownBy(outlet::farewell).isInstanceOf(IOException.class);
    }
}

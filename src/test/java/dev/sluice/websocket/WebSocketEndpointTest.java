package dev.sluice.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.settings.TestSettings;
import jakarta.websocket.CloseReason;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An endpoint without a session: its client was refused at open, or the server reports an event before the open has ended. */
class WebSocketEndpointTest {

    private final RecordingSession client = new RecordingSession();
    private final TestSessions parts = new TestSessions(TestSettings.current(Map.of()));
    private final WebSocketEndpoint endpoint = new WebSocketEndpoint(parts.sessions());

    @AfterEach
    void close() {
        parts.close();
    }

    @Test
    void ignoresMessagesOfARefusedClient() throws IOException {
        endpoint.text("{\"type\":\"ping\"}", client.session());
        endpoint.binary(new byte[] {0, 2, '{', '}'}, client.session());
        endpoint.pong(() -> null);
        endpoint.close(new CloseReason(CloseReason.CloseCodes.NORMAL_CLOSURE, ""));
        assertThat(client.closes()).isEmpty();
    }

    @Test
    void closesAWebSocketWhoseOpeningFailed() throws IOException {
        endpoint.error(client.session(), new IllegalStateException("a fault while it was opened"));
        assertThat(client.closes().get(0).getCloseCode()).isEqualTo(CloseReason.CloseCodes.UNEXPECTED_CONDITION);
        endpoint.error(client.session(), new IllegalStateException("once more"));
        assertThat(client.closes()).hasSize(1);
    }
}

package dev.sluice.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.CloseReason;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** An endpoint without a conversation: its client was refused at open, or the server reports before the open has ended. */
class WebSocketEndpointTest {

    private final RecordingSession client = new RecordingSession();
    private final WebSocketEndpoint endpoint = new WebSocketEndpoint((ClientSessions) null);

    @Test
    void ignoresWhatARefusedClientHasSent() throws IOException {
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

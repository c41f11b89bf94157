package dev.sluice.websocket;

import static dev.sluice.event.Rejection.TOKEN_MISSING;

import dev.sluice.client.Client;
import dev.sluice.hub.CloseCause;
import dev.sluice.hub.Connection;
import dev.sluice.settings.CurrentSettings;

/**
 * How much a client may say: a stranger, who may do nothing yet, enough to show a token. The thread that hears the client
 * calls.
 */
final class Allowance {

    /** As much as a token takes, which most servers also limit to this in a header. */
    static final int STRANGERS_BYTES = 8 << 10;

    static final int STRANGERS_MESSAGES = 16;

    private final Client client;
    private final Connection connection;
    private final WebSocketOutlet outlet;
    private final CurrentSettings settings;
    private boolean stranger;
    private int messages;

    Allowance(Client client, Connection connection, WebSocketOutlet outlet, CurrentSettings settings) {
        this.client = client;
        this.connection = connection;
        this.outlet = outlet;
        this.settings = settings;
        this.stranger = !client.visitor().caller().mayDoSomething();
        outlet.mayReceive(mostBytes());
    }

    /** Of one message. */
    int mostBytes() {
        int most = settings.now().limits().messageBytes();
        return stranger ? Math.min(STRANGERS_BYTES, most) : most;
    }

    /** The client may have shown a token, here or over HTTP. */
    void look() {
        if (stranger && client.visitor().caller().mayDoSomething()) {
            stranger = false;
            outlet.mayReceive(mostBytes());
        }
    }

    /** Whether one more message is heard: a stranger that has used up its own is sent away. */
    boolean hasAnother() {
        look();
        if (!stranger || ++messages <= STRANGERS_MESSAGES) {
            return true;
        }
        connection.dismiss(
                CloseCause.STRANGER,
                TOKEN_MISSING.because(
                        "a caller that may do nothing has " + STRANGERS_MESSAGES + " messages to show a token"));
        return false;
    }
}

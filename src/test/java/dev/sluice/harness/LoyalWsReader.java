package dev.sluice.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page with a WebSocket that heeds what a close says. */
public final class LoyalWsReader extends LoyalReader {

    private static final Pattern DELAY = Pattern.compile("reconnect after ([0-9]+) ms");

    private final String filter;

    public LoyalWsReader(Gateway gateway, String filter, String cursor) {
        super(gateway, cursor);
        this.filter = filter;
    }

    @Override
    protected void read(Gateway from, String after) {
        try (WsClient client = connect(from)) {
            try {
                client.subscribe("s", filter, "'after':'" + after + "'");
                came();
                while (true) {
                    hear(client.take("anything", message -> true));
                }
            } catch (EndedException sentAway) {
                assertThat(client.awaitClose()).isEqualTo(1001);
                Matcher delay = DELAY.matcher(client.inbox().closeReason());
                assertThat(delay.find()).as(client.inbox().closeReason()).isTrue();
                comeBackAfter(Integer.parseInt(delay.group(1)));
                throw sentAway;
            }
        }
    }

    /** What a script hears of a handshake that fails is no more than that. */
    private static WsClient connect(Gateway gateway) {
        try {
            return WsClient.sluice(gateway);
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof ExecutionException failed && failed.getCause() instanceof IOException refused) {
                throw new UncheckedIOException(refused);
            }
            throw e;
        }
    }

    private void hear(JsonObject message) {
        switch (Json.text(message, "type")) {
            case "event" -> {
                got(Received.of(message));
                hasSeen(Json.text(message, "id"));
            }
            case "heartbeat" -> hasSeen(Json.text(message.getAsJsonObject("cursors"), "s"));
            default -> assertThat(Json.text(message, "type")).isIn("ready", "subscribed");
        }
    }
}

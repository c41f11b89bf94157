package dev.sluice.websocket;

import dev.sluice.event.RejectedException;
import dev.sluice.wire.DraftJson;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What a client may say in a text frame and in a binary one. */
public final class MessagesFuzz {

    private static final DraftJson DRAFTS = new DraftJson(1 << 20);

    private static final List<Consumer<ClientMessage>> QUESTIONS = List.of(
            ClientMessage::subscription,
            ClientMessage::topics,
            ClientMessage::start,
            ClientMessage::isVolatile,
            ClientMessage::wantsEcho,
            ClientMessage::format,
            ClientMessage::conflates,
            ClientMessage::state,
            ClientMessage::token,
            ClientMessage::topic,
            message -> message.requireOnly(Set.of("type")),
            message -> message.member(name -> name.orElse("a")),
            message -> DRAFTS.read(message.draft()));

    private MessagesFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        accept(() -> {
            for (JsonValue value : ClientMessage.parseAll(new String(input, StandardCharsets.UTF_8), 1_000)) {
                accept(() -> ask(ClientMessage.of(value)));
            }
        });
        accept(() -> {
            BinaryFrame frame = BinaryFrame.parse(input);
            DRAFTS.read(frame.header().draft(), frame.payload());
        });
    }

    private static void ask(ClientMessage message) {
        QUESTIONS.forEach(question -> accept(() -> question.accept(message)));
    }

    private static void accept(Runnable reading) {
        try {
            reading.run();
        } catch (RejectedException declared) {
            // the one that a door answers with
        }
    }
}

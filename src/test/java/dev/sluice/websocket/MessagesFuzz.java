package dev.sluice.websocket;

import dev.sluice.event.RejectedException;
import dev.sluice.wire.DraftJson;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Reads random text frames and binary frames: only declared rejections may come out. */
public final class MessagesFuzz {

    private static final DraftJson DRAFTS = new DraftJson(1 << 20);

    private static final List<Consumer<ClientMessage>> READS = List.of(
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
                accept(() -> readAll(ClientMessage.of(value)));
            }
        });
        accept(() -> {
            BinaryFrame frame = BinaryFrame.parse(input);
            DRAFTS.read(frame.header().draft(), frame.payload());
        });
    }

    private static void readAll(ClientMessage message) {
        READS.forEach(read -> accept(() -> read.accept(message)));
    }

    private static void accept(Runnable reading) {
        try {
            reading.run();
        } catch (RejectedException declared) {
            // the door replies with its code
        }
    }
}

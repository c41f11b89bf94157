package dev.sluice.attack;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sluice.harness.Json;
import dev.sluice.harness.Limits;
import dev.sluice.harness.RawSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Holds random conversations, one after another, and judges the gateway's frames. For one thread. */
public final class WebSocketFuzzer {

    public static final String DOOR = "websocket";
    public static final String HANDSHAKE = "handshake";

    /** After half a frame nothing more is said. */
    private static final Duration SHORT = Duration.ofMillis(300);

    private static final byte[] LAST_WORD = "still there?".getBytes(StandardCharsets.US_ASCII);

    /** The codes of {@code CloseReasons} and of the protocol; 1011 is a fault of the gateway. */
    private static final Set<Integer> CLOSE_CODES = Set.of(1000, 1001, 1002, 1003, 1007, 1008, 1009, 1013, 4401, 4408);

    private final int port;
    private final RandomConversation conversations;
    private final FuzzReport report;

    public WebSocketFuzzer(int port, RandomConversation conversations, FuzzReport report) {
        this.port = port;
        this.conversations = conversations;
        this.report = report;
    }

    public void run(BooleanSupplier over) {
        while (!over.getAsBoolean()) {
            RandomConversation.Bytes conversation = conversations.next();
            try (RawSocket socket = RawSocket.open(port)) {
                if (isOpened(socket, conversation)) {
                    talk(socket, conversation);
                }
            }
        }
    }

    private boolean isOpened(RawSocket socket, RandomConversation.Bytes conversation) {
        try {
            socket.send(conversation.handshake()).readWithin(conversation.isHttp() ? Limits.ANSWER : SHORT);
            RawSocket.Head head = socket.readHead();
            report.count(HANDSHAKE, Integer.toString(head.status()));
            if (head.status() >= 500 && head.status() != 503 && head.status() != 505) {
                report.find("answer " + head.status(), conversation.handshake());
            }
            boolean isProblem = head.header("Content-Type").startsWith("application/problem+json");
            if (head.status() >= 400 && isProblem) {
                byte[] body = socket.in().readNBytes(Integer.parseInt(head.header("Content-Length")));
                report.countCode(HANDSHAKE, Json.text(Json.object(new String(body, StandardCharsets.UTF_8)), "code"));
            }
            return head.status() == 101;
        } catch (IOException | RuntimeException none) {
            report.count(HANDSHAKE, "none");
            if (conversation.isHttp()) {
                report.find("no answer: " + none, conversation.handshake());
            }
            return false;
        }
    }

    private void talk(RawSocket socket, RandomConversation.Bytes conversation) {
        ServerFrames frames = new ServerFrames();
        try {
            boolean open = true;
            for (byte[] frame : conversation.frames()) {
                open = open && hear(socket, frames, conversation);
                if (open) {
                    socket.send(frame);
                }
            }
            if (open) {
                if (!conversation.ends()) {
                    socket.send(conversations.ping(LAST_WORD));
                }
                hearToTheEnd(socket, frames, conversation);
            }
        } catch (SocketTimeoutException silence) {
            report.count(DOOR, "silence");
            if (conversation.isWebSocket()) {
                report.find("no answer to the last frame", conversation.all());
            }
        } catch (IOException | UncheckedIOException broken) {
            report.count(DOOR, "broken off");
        }
    }

    /** Until the last word. Between them heartbeats come, so that no read alone takes long. */
    private void hearToTheEnd(RawSocket socket, ServerFrames frames, RandomConversation.Bytes conversation)
            throws IOException {
        Duration limit = conversation.isWebSocket() ? Limits.ANSWER : SHORT;
        long end = System.nanoTime() + limit.toNanos();
        socket.readWithin(limit);
        while (read(socket, frames, conversation)) {
            if (System.nanoTime() - end > 0) {
                throw new SocketTimeoutException("no last word");
            }
        }
    }

    /** Frames received so far. */
    private boolean hear(RawSocket socket, ServerFrames frames, RandomConversation.Bytes conversation)
            throws IOException {
        boolean open = true;
        while (open && socket.in().available() > 0) {
            open = read(socket, frames, conversation);
        }
        return open;
    }

    /** @return whether the connection goes on */
    private boolean read(RawSocket socket, ServerFrames frames, RandomConversation.Bytes conversation)
            throws IOException {
        byte[] some = new byte[8_192];
        int count = socket.in().read(some);
        if (count < 0) {
            report.count(DOOR, "end");
            return false;
        }
        frames.add(some, count);
        for (Optional<ServerFrames.Frame> next = frames.next(); next.isPresent(); next = frames.next()) {
            if (isLast(next.get(), conversation)) {
                return false;
            }
        }
        return true;
    }

    private boolean isLast(ServerFrames.Frame frame, RandomConversation.Bytes conversation) {
        switch (frame.opcode()) {
            case ServerFrames.TEXT -> judge(frame.text(), conversation);
            case ServerFrames.BINARY -> report.count(DOOR, "binary");
            case ServerFrames.CLOSE -> {
                report.count(DOOR, "close " + frame.closeCode());
                if (!conversation.ends() && !CLOSE_CODES.contains(frame.closeCode())) {
                    report.find("closed by " + frame.closeCode(), conversation.all());
                }
                return true;
            }
            case ServerFrames.PONG -> {
                return Arrays.equals(frame.payload(), LAST_WORD);
            }
            default -> report.count(DOOR, "frame " + frame.opcode());
        }
        return false;
    }

    private void judge(String text, RandomConversation.Bytes conversation) {
        JsonElement content = JsonParser.parseString(text);
        List<JsonObject> messages =
                content.isJsonArray() ? Json.objects(content.getAsJsonArray()) : List.of(content.getAsJsonObject());
        for (JsonObject message : messages) {
            String type = Json.text(message, "type");
            report.count(DOOR, type);
            if (type.equals("error")) {
                String code = Json.text(message, "code");
                report.countCode(DOOR, code);
                if (!FuzzReport.isCode(code) || code.equals("internal-error")) {
                    report.find("the code is " + code + ": " + text, conversation.all());
                }
            }
        }
    }
}

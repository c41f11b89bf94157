package dev.sluice.attack;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Random WebSocket conversations, frame by frame, from the handshake to the close frame. For one thread. */
public final class RandomConversation {

    /**
     * One conversation.
     *
     * @param isHttp whether its handshake is HTTP for sure
     * @param isWebSocket whether its frames are as RFC 6455 has them
     * @param ends whether the client says farewell itself, with a code that the server may say, too
     */
    public record Bytes(byte[] handshake, List<byte[]> frames, boolean isHttp, boolean isWebSocket, boolean ends) {
        public Bytes {
            frames = List.copyOf(frames);
        }

        /** For a report. */
        public byte[] all() {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(handshake);
            frames.forEach(all::writeBytes);
            return all.toByteArray();
        }
    }

    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int LAST = 0x80;
    private static final int MASKED = 0x80;
    private static final int MOST_OF_CONTROL = 125;

    private final RandomText text;
    private final RandomValues values;
    private List<byte[]> frames = new ArrayList<>();
    private boolean isWebSocket;

    public RandomConversation(RandomText text, RandomValues values) {
        this.text = text;
        this.values = values;
    }

    public Bytes next() {
        text.beOdd(text.any(List.of(0, 1, 5, 25)));
        String head = handshake();
        byte[] handshake = head.getBytes(StandardCharsets.ISO_8859_1);
        boolean isHttp = !text.oneIn(20);
        frames = new ArrayList<>();
        isWebSocket = true;
        for (int i = 1 + text.below(16); i > 0; i--) {
            say();
        }
        boolean ends = text.oneIn(2);
        if (ends) {
            addFarewell();
        }
        return new Bytes(isHttp ? handshake : text.mutated(handshake), frames, isHttp, isHttp && isWebSocket, ends);
    }

    /** A ping, by which a client finds out whether all before it has been heard. */
    public byte[] ping(byte[] payload) {
        return frame(LAST | PING, payload);
    }

    private String handshake() {
        String token = values.token().replaceAll("[^!-~]", "");
        String caller = token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n";
        if (text.oneIn(8)) {
            caller = caller.replace("Authorization: Bearer ", "Cookie: sluice_token=");
        }
        String protocol = text.oneIn(4)
                ? ""
                : "Sec-WebSocket-Protocol: " + text.any("sluice.v1", "sluice.v1", "other, sluice.v1", "other") + "\r\n";
        String other = text.isOdd()
                ? text.any(
                                "Sec-WebSocket-Version: 8",
                                "Sec-WebSocket-Key: x",
                                "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits, x; y=\"z\"",
                                "Sec-WebSocket-Protocol: ,;",
                                "Origin: https://other.example",
                                "Upgrade: h2c",
                                "Content-Length: 5",
                                "Accept: x")
                        + "\r\n"
                : "";
        String query = text.isOdd() ? "?" + RandomText.percent(text.odd()) : "";
        return "GET /ws" + query + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + caller + protocol + other + "\r\n";
    }

    private void say() {
        switch (text.below(20)) {
            case 0 -> frames.add(frame(LAST | PING, text.noise(text.below(MOST_OF_CONTROL + 1))));
            case 1 -> frames.add(frame(LAST | PONG, text.noise(text.below(10))));
            case 2, 3 -> frames.add(frame(LAST | BINARY, binary()));
            case 4, 5, 6 -> addFragments(message());
            case 7 ->
                frames.add(frame(
                        LAST | TEXT,
                        ("[" + values.message() + "," + values.message() + "]").getBytes(StandardCharsets.UTF_8)));
            case 8 -> {
                if (text.oneIn(3)) {
                    addWrong();
                }
            }
            default -> frames.add(frame(LAST | TEXT, message()));
        }
    }

    private byte[] message() {
        String json = switch (text.below(30)) {
            case 0 -> text.json(3);
            case 1 -> text.odd();
            default -> values.message();
        };
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private byte[] binary() {
        byte[] header = values.header().getBytes(StandardCharsets.UTF_8);
        byte[] data = text.noise(text.below(100));
        int length = text.isOdd() ? text.below(1 << 16) : header.length;
        byte[] whole = ByteBuffer.allocate(2 + header.length + data.length)
                .putShort((short) length)
                .put(header)
                .put(data)
                .array();
        return text.isOdd() ? text.mutated(whole) : whole;
    }

    /** Control frames may stand between fragments. */
    private void addFragments(byte[] message) {
        int at = 0;
        int opcode = TEXT;
        for (int left = 1 + text.below(4); left > 0; left--) {
            int to = left == 1 ? message.length : at + text.below(message.length - at + 1);
            frames.add(frame((left == 1 ? LAST : 0) | opcode, Arrays.copyOfRange(message, at, to)));
            if (left > 1 && text.oneIn(3)) {
                frames.add(frame(LAST | text.any(List.of(PING, PONG)), text.noise(4)));
            }
            opcode = CONTINUATION;
            at = to;
        }
    }

    /** Frames that RFC 6455 forbids: the server ends the connection, or waits for the rest. */
    private void addWrong() {
        isWebSocket = false;
        byte[] some = message();
        frames.add(
                switch (text.below(10)) {
                    case 0 -> frame(LAST | text.any(List.of(3, 7, 11, 15)), some);
                    case 1 -> frame(LAST | 0x40 | TEXT, some);
                    case 2 -> frame(LAST | PING, text.noise(200));
                    case 3 -> frame(PING, text.noise(5));
                    case 4 -> frame(LAST | CONTINUATION, some);
                    case 5 -> frame(TEXT, some);
                    case 6 -> frame(LAST | TEXT, text.any(List.of(new byte[] {-61, 40}, new byte[] {-19, -96, -67})));
                    case 7 -> new byte[] {(byte) (LAST | TEXT), 2, '{', '}'};
                    case 8 -> text.noise(1 + text.below(40));
                    default -> text.mutated(frame(LAST | TEXT, some));
                });
    }

    private void addFarewell() {
        int code = text.any(List.of(1000, 1001, 1003, 1008, 1011, 3000, 4999, 0, 999, 1005, 1006, 1015, 5000, 65_535));
        byte[] reason = text.odd().getBytes(StandardCharsets.UTF_8);
        byte[] payload = ByteBuffer.allocate(2 + reason.length)
                .putShort((short) code)
                .put(reason)
                .array();
        frames.add(frame(
                LAST | CLOSE, Arrays.copyOf(payload, Math.min(text.below(MOST_OF_CONTROL + 1), payload.length))));
    }

    private byte[] frame(int first, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length).put((byte) first);
        if (payload.length < 126) {
            frame.put((byte) (MASKED | payload.length));
        } else if (payload.length < 1 << 16) {
            frame.put((byte) (MASKED | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (MASKED | 127)).putLong(payload.length);
        }
        byte[] mask = text.noise(4);
        frame.put(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ mask[i % 4]));
        }
        return Arrays.copyOf(frame.array(), frame.position());
    }
}

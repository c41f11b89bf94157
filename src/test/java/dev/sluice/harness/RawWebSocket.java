package dev.sluice.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/**
 * A WebSocket by hand (RFC 6455, as little as it takes), because no library stops reading when asked, or sends what is
 * wrong. A thread of its own reads into an inbox; the rest is for the test's thread.
 */
public final class RawWebSocket implements AutoCloseable {

    public static final int TEXT = 0x81;
    private static final int LAST = 0x80;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0x8A;
    public static final String HANDSHAKE = """
        GET /ws HTTP/1.1\r
        Host: localhost\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Protocol: sluice.v1\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        """;

    private final RawSocket socket;
    private final WsInbox inbox = new WsInbox();

    private RawWebSocket(RawSocket socket) {
        this.socket = socket;
    }

    public static RawWebSocket open(RawSocket socket) {
        return open(socket, "");
    }

    /** @param token of the caller; none if it is empty */
    public static RawWebSocket open(RawSocket socket, String token) {
        String authorization = token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n";
        return open(socket, (HANDSHAKE + authorization + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /** With a first frame that does not wait for the handshake's answer, in the same packet. */
    public static RawWebSocket openSending(RawSocket socket, String json) {
        byte[] handshake = (HANDSHAKE + "\r\n").getBytes(StandardCharsets.UTF_8);
        byte[] frame = frame(TEXT, Json.object(json).toString().getBytes(StandardCharsets.UTF_8));
        return open(
                socket,
                ByteBuffer.allocate(handshake.length + frame.length)
                        .put(handshake)
                        .put(frame)
                        .array());
    }

    private static RawWebSocket open(RawSocket socket, byte[] firstBytes) {
        try {
            socket.readWithin(Limits.ANSWER).send(firstBytes);
            assertThat(socket.readHead().status()).isEqualTo(101);
            RawWebSocket client = new RawWebSocket(socket.readWithin(Duration.ZERO));
            Thread reader = new Thread(client::read, "websocket reader");
            reader.setDaemon(true);
            reader.start();
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void send(String json) {
        send(TEXT, Json.object(json).toString().getBytes(StandardCharsets.UTF_8));
    }

    /** A frame with a mask of zeroes: allowed, and easy to read in a trace. */
    public synchronized void send(int opcode, byte[] payload) {
        socket.send(frame(opcode, payload));
    }

    public static byte[] frame(int opcode, byte[] payload) {
        byte[] head = head(opcode, payload.length);
        return ByteBuffer.allocate(head.length + payload.length)
                .put(head)
                .put(payload)
                .array();
    }

    public static byte[] head(int opcode, long length) {
        ByteBuffer head = ByteBuffer.allocate(14).put((byte) opcode);
        if (length >= 0 && length < 126) {
            head.put((byte) (0x80 | length));
        } else if (length >= 0 && length < 1 << 16) {
            head.put((byte) (0x80 | 126)).putShort((short) length);
        } else {
            head.put((byte) (0x80 | 127)).putLong(length);
        }
        head.putInt(0);
        return Arrays.copyOf(head.array(), head.position());
    }

    /** The head of a text frame that says that it has this length. */
    public void sendHead(long length) {
        sendRaw(head(TEXT, length));
    }

    /** Bytes as they are. */
    public synchronized void sendRaw(byte[] bytes) {
        socket.send(bytes);
    }

    public JsonObject take(String type, Duration limit) {
        return inbox.take(type, message -> Json.text(message, "type").equals(type), limit);
    }

    public Received event(Duration limit) {
        return Received.of(take("event", limit));
    }

    public WsInbox inbox() {
        return inbox;
    }

    public CompletableFuture<Integer> closed() {
        return inbox.closed();
    }

    public void stopReading() {
        socket.valve().shut();
    }

    public void readOn() {
        socket.valve().open();
    }

    @Override
    public void close() {
        readOn();
        socket.cut();
    }

    private void read() {
        DataInputStream in = new DataInputStream(socket.in());
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            while (!inbox.closed().isDone()) {
                int first = in.readUnsignedByte();
                byte[] payload = new byte[length(in)];
                in.readFully(payload);
                switch (first & 0xf) {
                    case CLOSE ->
                        inbox.end(
                                ByteBuffer.wrap(payload).getShort(),
                                new String(payload, Short.BYTES, payload.length - Short.BYTES, StandardCharsets.UTF_8));
                    case PING -> send(PONG, payload);
                    case PONG & 0xf -> {}
                    default -> {
                        text.writeBytes(payload);
                        if ((first & LAST) != 0) {
                            inbox.receive(text.toString(StandardCharsets.UTF_8));
                            text.reset();
                        }
                    }
                }
            }
        } catch (IOException | UncheckedIOException broken) {
            inbox.closed().completeExceptionally(broken);
        }
    }

    private static int length(DataInputStream in) throws IOException {
        int length = in.readUnsignedByte();
        return switch (length) {
            case 126 -> in.readUnsignedShort();
            case 127 -> Math.toIntExact(in.readLong());
            default -> length;
        };
    }
}

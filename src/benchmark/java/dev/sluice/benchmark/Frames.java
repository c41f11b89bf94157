package dev.sluice.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/** Frames of a WebSocket client. */
final class Frames {

    private static final int TEXT = 0x81;
    private static final int MASKED = 0x80;
    private static final int LONG_16 = 126;
    private static final int LONG_64 = 127;

    private Frames() {}

    /** A text frame, masked with zeros, which leaves the payload as it is. */
    static byte[] text(String message) {
        byte[] payload = message.getBytes(UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) TEXT);
        if (payload.length < LONG_16) {
            frame.put((byte) (MASKED | payload.length));
        } else if (payload.length >= 1 << 16) {
            frame.put((byte) (MASKED | LONG_64)).putLong(payload.length);
        } else {
            frame.put((byte) (MASKED | LONG_16)).putShort((short) payload.length);
        }
        frame.putInt(0).put(payload).flip();
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        return bytes;
    }
}

package dev.sluice.attack;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The frames of a server, from bytes that come bit by bit. For one thread. */
final class ServerFrames {

    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PONG = 10;

    /** One frame. */
    public record Frame(int opcode, byte[] payload) {
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        /** 1005 if it says none. */
        public int closeCode() {
            return payload.length < 2
                    ? 1005
                    : Short.toUnsignedInt(ByteBuffer.wrap(payload).getShort());
        }
    }

    private byte[] bytes = new byte[0];
    private int at;

    public void add(byte[] more, int count) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(bytes, at, bytes.length - at);
        all.write(more, 0, count);
        bytes = all.toByteArray();
        at = 0;
    }

    /** The next one that is here as a whole. */
    public Optional<Frame> next() {
        ByteBuffer in = ByteBuffer.wrap(bytes, at, bytes.length - at);
        if (in.remaining() < 2) {
            return Optional.empty();
        }
        int opcode = in.get() & 0xf;
        long length = in.get();
        if (length < 0) {
            throw new IllegalStateException("a frame of a server has no mask");
        }
        int more = length == 126 ? 2 : length == 127 ? 8 : 0;
        if (in.remaining() < more) {
            return Optional.empty();
        }
        length = more == 2 ? Short.toUnsignedInt(in.getShort()) : more == 8 ? in.getLong() : length;
        if (in.remaining() < length) {
            return Optional.empty();
        }
        byte[] payload = new byte[(int) length];
        in.get(payload);
        at = in.position();
        return Optional.of(new Frame(opcode, payload));
    }
}

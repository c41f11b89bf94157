package dev.sluice.http;

import dev.sluice.session.IncomingMessage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Splits the frames of a client into small pieces as they arrive, as RFC 6455, section 5.4, allows an intermediary to do. A
 * server that buffers a frame until its end then buffers no more than a piece. An invalid frame is replaced by a close frame
 * with a reason, as if the client had sent it; the server answers with the same code. One thread at a time calls.
 */
final class FrameSplitter {

    /** The maximum payload of a piece. A multiple of the mask's length, so that each piece starts with the first mask byte. */
    static final int PIECE = 16 << 10;

    private static final int CLOSE = 0x88;

    /** Close codes of RFC 6455, section 7.4.1. */
    private static final int PROTOCOL_ERROR = 1002;

    private static final int POLICY = 1008;

    private static final int LAST = 0x80;
    private static final int MASKED = 0x80;
    private static final int OPCODE = 0x0F;
    private static final int CONTROL = 0x08;
    private static final int CONTROL_BYTES = 125;
    private static final int MASK_BYTES = 4;

    /** Smaller fragments are limited like control frames: millions of them would not reach the size limit of a message. */
    private static final int TINY = 1 << 10;

    /**
     * The burst of pings, pongs and tiny fragments; their rate follows. Servers answer each ping, and the rate limit of messages
     * does not count these frames.
     */
    private static final int UNCHARGED_FRAMES = 100;

    private static final int UNCHARGED_FRAMES_A_SECOND = 10;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;

    private final LongSupplier clock;
    private final IncomingMessage message;
    private final byte[] head = new byte[2 + Long.BYTES + MASK_BYTES];
    private int headLength;

    /** The bytes of the frame's payload that have not arrived yet. */
    private long left;

    /** The bytes of the piece's payload that have not arrived yet. */
    private int leftOfPiece;

    private boolean refused;

    private double unchargedFrames = UNCHARGED_FRAMES;
    private long counted;

    /**
     * @param clock in nanoseconds
     * @param message counts each message of the client; the rest of a refused message is dropped
     */
    FrameSplitter(LongSupplier clock, IncomingMessage message) {
        this.clock = clock;
        this.message = message;
        this.counted = clock.getAsLong();
    }

    /** Appends the bytes that the server should read instead of the given ones: the same, plus a frame head for each piece. */
    void split(byte[] bytes, int length, ByteArrayOutputStream pieces) {
        int next = 0;
        while (next < length && !refused) {
            if (leftOfPiece > 0) {
                int count = Math.min(leftOfPiece, length - next);
                if (!isControl() && !message.grow(count)) {
                    refused = true;
                    return;
                }
                pieces.write(bytes, next, count);
                next += count;
                leftOfPiece -= count;
                left -= count;
                endMessage();
            } else if (left > 0) {
                beginPiece(0, pieces);
            } else {
                readHead(bytes[next++], pieces);
            }
        }
    }

    private void readHead(byte next, ByteArrayOutputStream pieces) {
        head[headLength++] = next;
        if (headLength < 2) {
            return;
        }
        if ((head[1] & MASKED) == 0) {
            refuse(PROTOCOL_ERROR, "a client must mask each frame", pieces);
        } else if (headLength == 2 + lengthBytes() + MASK_BYTES) {
            headLength = 0;
            left = payloadLength();
            beginFrame(pieces);
        }
    }

    /** Reserved bits, unknown opcodes and the order of fragments are checked by the server. */
    private void beginFrame(ByteArrayOutputStream pieces) {
        if (left < 0) {
            refuse(PROTOCOL_ERROR, "a frame must have fewer than 2^63 bytes", pieces);
        } else if (!isLengthMinimal()) {
            refuse(PROTOCOL_ERROR, "the length of a frame must use the shortest encoding", pieces);
        } else if (isControl() && left > CONTROL_BYTES) {
            refuse(PROTOCOL_ERROR, "a control frame has at most " + CONTROL_BYTES + " bytes", pieces);
        } else if (isUncharged() && !mayHaveAnother()) {
            refuse(POLICY, "too many pings, pongs and fragments of less than " + TINY + " bytes", pieces);
        } else {
            beginMessage();
            beginPiece(head[0] & ~LAST, pieces);
            endMessage();
        }
    }

    private void beginMessage() {
        if (!isControl() && (head[0] & OPCODE) != 0) {
            message.begin();
        }
    }

    private void endMessage() {
        if (left == 0 && !isControl() && (head[0] & LAST) != 0) {
            message.end();
        }
    }

    /** RFC 6455, section 5.2. */
    private boolean isLengthMinimal() {
        return switch (lengthCode()) {
            case TWO_BYTES -> left > CONTROL_BYTES;
            case EIGHT_BYTES -> left >= 1 << Short.SIZE;
            default -> true;
        };
    }

    private boolean isControl() {
        return (head[0] & CONTROL) != 0;
    }

    /** The first fragment of a message and its last are charged with the message. */
    private boolean isUncharged() {
        return isControl() || (head[0] & (LAST | OPCODE)) == 0 && left < TINY;
    }

    private boolean mayHaveAnother() {
        long now = clock.getAsLong();
        double seconds = (now - counted) / (double) TimeUnit.SECONDS.toNanos(1);
        counted = now;
        unchargedFrames = Math.min(UNCHARGED_FRAMES, unchargedFrames + seconds * UNCHARGED_FRAMES_A_SECOND);
        return unchargedFrames-- >= 1;
    }

    private void refuse(int code, String reason, ByteArrayOutputStream pieces) {
        refused = true;
        byte[] text = reason.getBytes(StandardCharsets.US_ASCII);
        pieces.write(CLOSE);
        pieces.write(MASKED | Short.BYTES + text.length);
        // a mask of zeroes leaves the payload as it is
        pieces.writeBytes(new byte[MASK_BYTES]);
        pieces.write(code >> Byte.SIZE);
        pieces.write(code);
        pieces.writeBytes(text);
    }

    private int lengthBytes() {
        return switch (lengthCode()) {
            case TWO_BYTES -> Short.BYTES;
            case EIGHT_BYTES -> Long.BYTES;
            default -> 0;
        };
    }

    private int lengthCode() {
        return head[1] & 0x7f;
    }

    private long payloadLength() {
        return switch (lengthCode()) {
            case TWO_BYTES -> Short.toUnsignedInt(ByteBuffer.wrap(head).getShort(2));
            case EIGHT_BYTES -> ByteBuffer.wrap(head).getLong(2);
            default -> lengthCode();
        };
    }

    /** @param first the first byte of the piece's head, without the bit for the last fragment */
    private void beginPiece(int first, ByteArrayOutputStream pieces) {
        leftOfPiece = (int) Math.min(PIECE, left);
        boolean last = leftOfPiece == left && (head[0] & LAST) != 0;
        pieces.write(last ? first | LAST : first);
        if (leftOfPiece <= CONTROL_BYTES) {
            pieces.write(MASKED | leftOfPiece);
        } else {
            pieces.write(MASKED | TWO_BYTES);
            pieces.write(leftOfPiece >> Byte.SIZE);
            pieces.write(leftOfPiece);
        }
        pieces.write(head, 2 + lengthBytes(), MASK_BYTES);
    }
}

package dev.sluice.websocket;

import static dev.sluice.event.Rejection.MESSAGE_INVALID;

import dev.sluice.event.RejectedException;
import dev.sluice.wire.Utf8;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A message with binary data: two bytes with the length of the header (unsigned, big-endian), the header in JSON, then the
 * payload to the end of the frame.
 */
record BinaryFrame(ClientMessage header, byte[] payload) {

    private static final int LENGTH_BYTES = Short.BYTES;

    static BinaryFrame parse(byte[] frame) {
        if (frame.length < LENGTH_BYTES) {
            throw MESSAGE_INVALID.because("a binary frame has to begin with two bytes: the length of its header");
        }
        int end = LENGTH_BYTES + Short.toUnsignedInt(ByteBuffer.wrap(frame).getShort());
        if (end > frame.length) {
            throw MESSAGE_INVALID.because(
                    "the header of a binary frame is longer than the frame: the first two bytes give its length");
        }
        return new BinaryFrame(
                ClientMessage.parse(header(Arrays.copyOfRange(frame, LENGTH_BYTES, end))),
                Arrays.copyOfRange(frame, end, frame.length));
    }

    private static String header(byte[] bytes) {
        try {
            return Utf8.decode(bytes, "the header");
        } catch (RejectedException e) {
            throw MESSAGE_INVALID.because(e.getMessage());
        }
    }

    static byte[] encode(String header, byte[] payload) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(LENGTH_BYTES + json.length + payload.length)
                .putShort((short) json.length)
                .put(json)
                .put(payload)
                .array();
    }
}

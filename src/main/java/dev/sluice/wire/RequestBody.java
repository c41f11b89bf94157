package dev.sluice.wire;

import static dev.sluice.event.Rejection.DATA_TOO_LARGE;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads the body of a request to its end, and refuses one that is too large instead of truncating it. */
public final class RequestBody {

    /** In bytes; most bodies are smaller. */
    private static final int SMALL = 1 << 10;

    private RequestBody() {}

    /**
     * Reads a body.
     *
     * @param what names the body in the message of a refusal
     * @throws dev.sluice.event.RejectedException {@code data-too-large}, before any byte is decoded
     */
    public static byte[] read(InputStream body, int maxBytes, String what) throws IOException {
        // one byte more than allowed proves that the body is too large; the first read is small, because the library
        // allocates eight kilobytes to read up to a larger limit, however small the body is
        byte[] bytes = body.readNBytes(Math.min(SMALL, maxBytes + 1));
        if (bytes.length == SMALL) {
            byte[] rest = body.readNBytes(maxBytes + 1 - SMALL);
            bytes = ByteBuffer.allocate(SMALL + rest.length)
                    .put(bytes)
                    .put(rest)
                    .array();
        }
        if (bytes.length > maxBytes) {
            throw DATA_TOO_LARGE.because(what + " is too large: at most " + maxBytes + " bytes are allowed");
        }
        return bytes;
    }
}

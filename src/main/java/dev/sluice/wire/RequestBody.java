package dev.sluice.wire;

import static dev.sluice.event.Rejection.DATA_TOO_LARGE;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads the bodies of requests: to their end, or not at all. What is larger than allowed is never taken for whole. */
public final class RequestBody {

    /** Larger than most bodies. */
    private static final int SMALL = 1 << 10;

    private RequestBody() {}

    /** @throws dev.sluice.event.RejectedException {@code data-too-large}, before a byte of it is decoded */
    public static byte[] read(InputStream body, int maxBytes, String what) throws IOException {
        // one more than allowed shows that it is too much; and to read up to a limit, the library takes eight kilobytes
        // first, however small the body is
        byte[] bytes = body.readNBytes(Math.min(SMALL, maxBytes + 1));
        if (bytes.length == SMALL) {
            byte[] rest = body.readNBytes(maxBytes + 1 - SMALL);
            bytes = ByteBuffer.allocate(SMALL + rest.length)
                    .put(bytes)
                    .put(rest)
                    .array();
        }
        if (bytes.length > maxBytes) {
            throw DATA_TOO_LARGE.because(what + " has at most " + maxBytes + " bytes");
        }
        return bytes;
    }
}

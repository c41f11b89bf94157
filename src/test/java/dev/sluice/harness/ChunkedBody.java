package dev.sluice.harness;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The body of an answer in chunks, RFC 9112 section 7.1. A body that breaks off is no end but an error. */
public final class ChunkedBody extends InputStream {

    private final InputStream in;
    private int left;
    private boolean begun;
    private boolean ended;

    public ChunkedBody(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (left == 0 && !ended) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        int count = in.read(into, offset, Math.min(length, left));
        if (count < 0) {
            throw new EOFException("the body broke off");
        }
        left -= count;
        return count;
    }

    private void nextChunk() throws IOException {
        if (begun) {
            line();
        }
        begun = true;
        left = Integer.parseInt(line().split(";")[0].strip(), 16);
        ended = left == 0;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the body broke off");
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }
}

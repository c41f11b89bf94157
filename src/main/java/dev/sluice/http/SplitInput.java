package dev.sluice.http;

import dev.sluice.session.IncomingMessage;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** The frames of one client in {@linkplain FrameSplitter pieces}. Keeps nothing while the client is silent. */
final class SplitInput extends ServletInputStream {

    private static final byte[] NOTHING = new byte[0];

    /** The bytes to read if the server does not report the available ones. */
    private static final int DEFAULT_READ = 4 << 10;

    private final ServletInputStream client;
    private final FrameSplitter splitter;
    private byte[] pieces = NOTHING;
    private int next;

    SplitInput(ServletInputStream client, IncomingMessage message) {
        this.client = client;
        this.splitter = new FrameSplitter(System::nanoTime, message);
    }

    /** Unsupported. Tyrus reads arrays, and a single byte may never arrive: the bytes after a refused frame are dropped. */
    @Override
    public int read() {
        throw new UnsupportedOperationException("a WebSocket is read in arrays");
    }

    /** Gives 0 bytes if only a part of a frame's head has arrived; the server then asks whether more is available. */
    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (waiting() == 0) {
            int there = client.available();
            byte[] bytes = new byte[there > 0 ? Math.min(FrameSplitter.PIECE, there) : DEFAULT_READ];
            int count = client.read(bytes);
            if (count < 0) {
                return count;
            }
            ByteArrayOutputStream split = new ByteArrayOutputStream(count + 32);
            splitter.split(bytes, count, split);
            pieces = split.toByteArray();
            next = 0;
        }
        int count = Math.min(length, waiting());
        System.arraycopy(pieces, next, into, offset, count);
        next += count;
        if (waiting() == 0) {
            pieces = NOTHING;
            next = 0;
        }
        return count;
    }

    private int waiting() {
        return pieces.length - next;
    }

    @Override
    public int available() throws IOException {
        return waiting() > 0 ? waiting() : Math.min(FrameSplitter.PIECE, client.available());
    }

    @Override
    public boolean isReady() {
        return waiting() > 0 || client.isReady();
    }

    @Override
    public boolean isFinished() {
        return waiting() == 0 && client.isFinished();
    }

    @Override
    public void setReadListener(ReadListener listener) {
        client.setReadListener(listener);
    }
}

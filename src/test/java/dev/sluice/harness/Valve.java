package dev.sluice.harness;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/** Lets a test stop a reader: while the valve is shut, reads wait, and the bytes stay where they are. */
final class Valve extends FilterInputStream {

    private boolean shut;

    public Valve(InputStream in) {
        super(in);
    }

    public synchronized void shut() {
        shut = true;
    }

    public synchronized void open() {
        shut = false;
        notifyAll();
    }

    @Override
    public int read() throws IOException {
        pass();
        return super.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        pass();
        return super.read(into, offset, length);
    }

    private synchronized void pass() throws IOException {
        try {
            while (shut) {
                wait();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }
}

package dev.sluice.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/** Writes to an upgraded connection until its end. */
final class UpgradedOutput extends ServletOutputStream {

    private final ServletOutputStream client;
    private final ConnectionEnd end;

    UpgradedOutput(ServletOutputStream client, ConnectionEnd end) {
        this.client = client;
        this.end = end;
    }

    /** Has no stack trace: thousands of frames may be queued when a client disconnects, and each fails. */
    private static final class EndedException extends IOException {

        private static final long serialVersionUID = 1;

        private EndedException() {
            super("the connection has ended");
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private void use(Step step) throws IOException {
        end.<Void, IOException>use(
                () -> {
                    step.run();
                    return null;
                },
                () -> {
                    throw new EndedException();
                });
    }

    @Override
    public void write(int b) throws IOException {
        use(() -> client.write(b));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        use(() -> client.write(bytes, offset, length));
    }

    @Override
    public void flush() throws IOException {
        use(client::flush);
    }

    /** True after the end, so that the writer tries the next write, which fails. */
    @Override
    public boolean isReady() {
        return end.use(client::isReady, () -> true);
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        client.setWriteListener(new QuietListener(listener));
    }

    /** Reports an error as readiness. Tyrus would log the error with its stack trace; the failing write makes it release its queue. */
    private final class QuietListener implements WriteListener {

        private final WriteListener listener;

        private QuietListener(WriteListener listener) {
            this.listener = listener;
        }

        @Override
        public void onWritePossible() throws IOException {
            listener.onWritePossible();
        }

        @Override
        public void onError(Throwable fault) {
            end.reach();
            try {
                listener.onWritePossible();
            } catch (IOException e) {
                listener.onError(e);
            }
        }
    }
}

package dev.sluice.gate;

import dev.sluice.client.IncomingMessage;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;

/**
 * An upgrade whose handler hears of data only after its own {@code init} has returned.
 *
 * <p>Payara and GlassFish call a read listener from within {@code setReadListener} when data is there already, and Tyrus, which
 * sets its listener in the middle of {@code init}, then waits for the end of that same {@code init}: a client that sends its
 * first frame together with the handshake held a request thread for ever, and two hundred of them stopped the server.
 *
 * <p>The handler reads the frames of its client in {@linkplain FrameSplitter pieces}: Tyrus keeps a frame until all of it has
 * come, whatever its length, and copies all that is there with each read (60 MB in one frame cost 9 s and 350 MB).
 *
 * <p>The server makes an instance by the public constructor; one thread at a time calls it.
 */
public final class DeferredReadUpgrade implements HttpUpgradeHandler {

    private HttpUpgradeHandler handler;
    private IncomingMessage message;

    /** Before {@link #init}. */
    void handTo(HttpUpgradeHandler real, IncomingMessage incoming) {
        handler = real;
        message = incoming;
    }

    @Override
    public void init(WebConnection connection) {
        DeferredConnection deferred = new DeferredConnection(connection, message);
        handler.init(deferred);
        deferred.listen();
    }

    @Override
    public void destroy() {
        message.close();
        handler.destroy();
    }

    /** The servlet API lets its {@code close} throw anything, which the compiler remarks on. */
    @SuppressWarnings("try")
    private static final class DeferredConnection implements WebConnection {

        private final WebConnection connection;
        private final IncomingMessage message;
        private DeferredInput input;

        private DeferredConnection(WebConnection connection, IncomingMessage message) {
            this.connection = connection;
            this.message = message;
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            if (input == null) {
                input = new DeferredInput(new SplitInput(connection.getInputStream(), message));
            }
            return input;
        }

        @Override
        public ServletOutputStream getOutputStream() throws IOException {
            return connection.getOutputStream();
        }

        @Override
        public void close() throws Exception {
            connection.close();
        }

        private void listen() {
            if (input != null) {
                input.listen();
            }
        }
    }

    private static final class DeferredInput extends ServletInputStream {

        private final ServletInputStream input;
        private ReadListener deferred;
        private boolean listening;

        private DeferredInput(ServletInputStream input) {
            this.input = input;
        }

        private void listen() {
            listening = true;
            if (deferred != null) {
                setReadListener(deferred);
            }
        }

        @Override
        public void setReadListener(ReadListener listener) {
            if (listening) {
                input.setReadListener(new QuickListener(listener));
            } else {
                deferred = listener;
            }
        }

        @Override
        public int read() throws IOException {
            return input.read();
        }

        @Override
        public int read(byte[] bytes, int start, int length) throws IOException {
            return input.read(bytes, start, length);
        }

        @Override
        public int available() throws IOException {
            return input.available();
        }

        @Override
        public boolean isFinished() {
            return input.isFinished();
        }

        @Override
        public boolean isReady() {
            return input.isReady();
        }
    }

    /** Reads without the search that {@link ProviderlessLoader} spares. */
    private static final class QuickListener implements ReadListener {

        private final ReadListener listener;
        private final ClassLoader quick =
                new ProviderlessLoader(Thread.currentThread().getContextClassLoader());

        private QuickListener(ReadListener listener) {
            this.listener = listener;
        }

        @Override
        public void onDataAvailable() throws IOException {
            Thread thread = Thread.currentThread();
            ClassLoader usual = thread.getContextClassLoader();
            thread.setContextClassLoader(quick);
            try {
                listener.onDataAvailable();
            } finally {
                thread.setContextClassLoader(usual);
            }
        }

        @Override
        public void onAllDataRead() throws IOException {
            listener.onAllDataRead();
        }

        @Override
        public void onError(Throwable fault) {
            listener.onError(fault);
        }
    }
}

package dev.sluice.http;

import dev.sluice.session.IncomingMessage;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

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
        try {
            ProviderlessLoader.spare(() -> handler.init(deferred));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        deferred.input().ifPresent(UpgradedInput::listen);
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
        private final ConnectionEnd end = new ConnectionEnd();
        private UpgradedInput input;
        private UpgradedOutput output;

        private DeferredConnection(WebConnection connection, IncomingMessage message) {
            this.connection = connection;
            this.message = message;
        }

        @Override
        public synchronized ServletInputStream getInputStream() throws IOException {
            if (input == null) {
                input = new UpgradedInput(new SplitInput(connection.getInputStream(), message), end);
            }
            return input;
        }

        @Override
        public synchronized ServletOutputStream getOutputStream() throws IOException {
            if (output == null) {
                output = new UpgradedOutput(connection.getOutputStream(), end);
            }
            return output;
        }

        @Override
        public void close() throws Exception {
            end.reach();
            connection.close();
        }

        private synchronized Optional<UpgradedInput> input() {
            return Optional.ofNullable(input);
        }
    }
}

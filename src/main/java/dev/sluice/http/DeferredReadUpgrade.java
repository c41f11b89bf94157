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
 * An upgrade that notifies its handler of data only after the handler's own {@code init} has returned.
 *
 * <p>Payara and GlassFish call a read listener within {@code setReadListener} if data has already arrived. Tyrus sets its
 * listener in the middle of {@code init}, and then waits for the end of that same {@code init}: a client that sent its first
 * frame together with the handshake blocked a request thread for ever, and two hundred of them stopped the server.
 *
 * <p>The handler gets the frames of its client in {@linkplain FrameSplitter pieces}: Tyrus buffers a frame of any length until
 * it is complete, and copies the buffer with each read (one frame of 60 MB cost 9 s and 350 MB).
 *
 * <p>The server creates an instance by the public constructor; one thread at a time calls it.
 */
public final class DeferredReadUpgrade implements HttpUpgradeHandler {

    private HttpUpgradeHandler handler;
    private IncomingMessage message;

    /** Sets the handler; must be called before {@link #init}. */
    void setHandler(HttpUpgradeHandler real, IncomingMessage incoming) {
        handler = real;
        message = incoming;
    }

    @Override
    public void init(WebConnection connection) {
        DeferredConnection deferred = new DeferredConnection(connection, message);
        try {
            ProviderlessLoader.run(() -> handler.init(deferred));
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

    /** The warning concerns {@code close}, which the servlet API declares to throw {@code Exception}. */
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

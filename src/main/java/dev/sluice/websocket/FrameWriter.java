package dev.sluice.websocket;

import dev.sluice.http.ProviderlessLoader;
import dev.sluice.hub.OngoingWrite;
import dev.sluice.log.LogMessage;
import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Writes the frames of one WebSocket. One thread at a time writes, and blocks until the client's connection has taken the
 * bytes; any thread may close.
 */
final class FrameWriter {

    private static final Logger LOG = System.getLogger(FrameWriter.class.getName());

    /** How many characters may be on their way before a write waits for the client. */
    private static final int CONFIRM_AFTER = 64 << 10;

    private final OngoingWrite ongoing = new OngoingWrite();
    private final Session session;
    private final boolean batches;

    /** Characters written since the last write that waited for the client. Only the writing thread uses it. */
    private int unconfirmed;

    /** @param batches whether one frame may hold several messages */
    FrameWriter(Session session, boolean batches) {
        this.session = session;
        this.batches = batches;
    }

    /** Whether these messages go out one by one, each in a frame of its own. */
    boolean isOneToAFrame(List<?> messages) {
        return !batches || messages.size() == 1;
    }

    /** Writes messages: in one frame if the client accepts that, otherwise in one frame each. */
    void texts(List<String> messages) throws IOException {
        if (isOneToAFrame(messages)) {
            for (String message : messages) {
                text(message);
            }
            return;
        }
        FrameText frame = new FrameText(messages.size());
        for (String message : messages) {
            frame.next(message.length()).append(message);
        }
        flush(frame);
    }

    /** Writes the collected messages, if there are any, and empties the frame. */
    void flush(FrameText frame) throws IOException {
        if (!frame.isEmpty()) {
            text(frame.take());
        }
    }

    /**
     * Writes one frame. On Payara {@code sendText} restarts the session's idle timer each time, which takes four fifths of
     * the processor (27,000 sends a second against 140,000 by a writer, measured). The writer, however, does not wait until
     * the client has taken anything, and its output queues up in the server without bound. Short messages therefore go
     * through the writer; once {@link #CONFIRM_AFTER} characters have accumulated, {@code sendText} waits for all of them.
     */
    void text(String message) throws IOException {
        unconfirmed += message.length();
        if (unconfirmed >= CONFIRM_AFTER) {
            textAndWait(message);
            return;
        }
        // a Writer given a String fills a buffer of a thousand characters, which Tyrus copies to another String each
        char[] characters = message.toCharArray();
        write(remote -> {
            try (Writer writer = remote.getSendWriter()) {
                writer.write(characters, 0, characters.length);
            }
        });
    }

    /** Writes one frame, and waits until the client's connection has taken it and all frames before it. */
    void textAndWait(String message) throws IOException {
        write(remote -> remote.sendText(message));
        unconfirmed = 0;
    }

    void binary(byte[] frame) throws IOException {
        write(remote -> {
            try (OutputStream stream = remote.getSendStream()) {
                stream.write(frame);
            }
        });
    }

    void ping() throws IOException {
        write(remote -> remote.sendPing(ByteBuffer.allocate(0)));
    }

    private interface Send {

        void to(RemoteEndpoint.Basic remote) throws IOException;
    }

    /** Each server throws an exception of its own for a disconnected client; Tyrus throws a bare RuntimeException. */
    private void write(Send send) throws IOException {
        ongoing.begin();
        try {
            ProviderlessLoader.run(() -> send.to(session.getBasicRemote()));
        } catch (RuntimeException e) {
            throw new IOException("the WebSocket is closed", e);
        } finally {
            ongoing.end();
        }
    }

    /**
     * Closes the WebSocket.
     *
     * @param patienceMillis how long a write in progress may take to finish; afterwards it is aborted, and the client gets
     *     no close frame
     */
    void close(CloseReason reason, long patienceMillis) {
        try {
            ongoing.stop(patienceMillis);
            session.close(reason);
        } catch (IOException | IllegalStateException e) {
            LOG.log(
                    Level.DEBUG,
                    LogMessage.of("the WebSocket is already closed").with("cause", e.getMessage()));
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "the WebSocket stays open, because the server is stopping the thread that closes it");
        }
    }
}

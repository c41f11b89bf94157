package dev.sluice.sse;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Finished bytes for the stream, one block or several, in the form of an event that a sink accepts. So one write can hold
 * several events, and their fields have the order of our choice. With Jersey {@link SseChunkWriter} writes the bytes
 * unchanged. RESTEasy always uses its own writer, which writes an id and a name unchanged: the chunk therefore pretends that
 * all bytes after its first field name are the id, or the name.
 */
final class SseChunk implements OutboundSseEvent {

    private static final String COMMENT = ": \n";

    private static final String ID = "id: ";

    private static final String NAME = "event: ";

    private final byte[] bytes;
    private final CountDownLatch written = new CountDownLatch(1);

    /** @param bytes complete blocks: the last line is empty */
    SseChunk(byte[] bytes) {
        this.bytes = bytes;
    }

    byte[] bytes() {
        return bytes;
    }

    void markWritten() {
        written.countDown();
    }

    /**
     * Waits until the bytes have really been written. Jersey queues them while the response is not connected yet, or while
     * another thread writes, and already reports them as sent.
     */
    void awaitWritten(long seconds) throws IOException, InterruptedException {
        if (!written.await(seconds, TimeUnit.SECONDS)) {
            throw new IOException("the server has not written to the stream within " + seconds + " seconds");
        }
    }

    @Override
    public String getComment() {
        return beginsWith(COMMENT, 0) ? "" : null;
    }

    @Override
    public String getId() {
        int start = fields();
        return beginsWith(ID, start) ? from(start + ID.length()) : null;
    }

    /** Called by RESTEasy only, which writes the result; its stage completes when the client has taken it. */
    @Override
    public String getName() {
        markWritten();
        int start = fields();
        if (beginsWith(ID, start)) {
            return null;
        }
        // a chunk that begins with another field gets an empty event field first, which browsers read as no name
        return beginsWith(NAME, start) ? from(start + NAME.length()) : "\n" + from(start);
    }

    /** Gives the position of the first field. */
    private int fields() {
        return beginsWith(COMMENT, 0) ? COMMENT.length() : 0;
    }

    private boolean beginsWith(String text, int start) {
        if (bytes.length < start + text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[start + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Gives the rest without the two last line breaks: RESTEasy writes one after a field, and one after an event. */
    private String from(int start) {
        return new String(bytes, start, bytes.length - 2 - start, UTF_8);
    }

    /** Gives any type: without one RESTEasy would write the comment alone. */
    @Override
    public Class<?> getType() {
        return byte[].class;
    }

    @Override
    public Type getGenericType() {
        return byte[].class;
    }

    @Override
    public MediaType getMediaType() {
        return MediaType.TEXT_PLAIN_TYPE;
    }

    @Override
    public Object getData() {
        return null;
    }

    @Override
    public long getReconnectDelay() {
        return RECONNECT_NOT_SET;
    }

    @Override
    public boolean isReconnectDelaySet() {
        return false;
    }

    /** Gives the text that RESTEasy logs for an event that did not reach its client: the size, and no payload. */
    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}

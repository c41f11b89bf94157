package dev.sluice.sse;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Finished bytes for the stream, one block or many, in the shape of an event that a sink takes: several events go out in
 * one write, and in the order of fields that we choose. With Jersey {@link BlocksWriter} writes them as they are. RESTEasy
 * knows no other writer than its own, which writes an id and a name as they are: so all that follows the first word is
 * the id, or the name.
 */
final class SseChunk implements OutboundSseEvent {

    private static final String COMMENT = ": \n";

    private static final String ID = "id: ";

    private static final String NAME = "event: ";

    private final byte[] bytes;
    private final CountDownLatch written = new CountDownLatch(1);

    /** @param bytes ends with an empty line */
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
     * Waits until the bytes have really been written. Jersey queues what is sent while the response is not connected
     * yet, or while another thread writes, and says that it is sent.
     */
    void awaitWritten(long seconds) throws IOException, InterruptedException {
        if (!written.await(seconds, TimeUnit.SECONDS)) {
            throw new IOException("the response was not connected");
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

    /** Asked by RESTEasy alone, which writes what it hears, and says by itself when that has been taken. */
    @Override
    public String getName() {
        markWritten();
        int start = fields();
        if (beginsWith(ID, start)) {
            return null;
        }
        // no name is no event of another kind: what begins with a third field gets it as its first one
        return beginsWith(NAME, start) ? from(start + NAME.length()) : "\n" + from(start);
    }

    /** Where the first field begins. */
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

    /** Without the line breaks that RESTEasy writes after a field and after an event. */
    private String from(int start) {
        return new String(bytes, start, bytes.length - 2 - start, UTF_8);
    }

    /** Without one RESTEasy would write the comment alone. */
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

    /** The message that RESTEasy logs for an event that a client has not received. */
    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}

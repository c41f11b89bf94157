package dev.sluice.sse;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Finished bytes for the stream, one block or many, in the shape of an event that a sink takes. {@link BlocksWriter}
 * writes them as they are: several events go out in one write, and in the order of fields that we choose.
 */
final class Blocks implements OutboundSseEvent {

    private final byte[] bytes;
    private final CountDownLatch written = new CountDownLatch(1);

    /** @param bytes ends with an empty line */
    Blocks(byte[] bytes) {
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
        return bytes;
    }

    @Override
    public String getId() {
        return null;
    }

    @Override
    public String getName() {
        return null;
    }

    @Override
    public String getComment() {
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
}

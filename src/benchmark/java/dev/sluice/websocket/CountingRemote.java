package dev.sluice.websocket;

import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.io.OutputStream;
import java.io.Writer;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;

/** A WebSocket whose client accepts all text immediately. */
final class CountingRemote implements RemoteEndpoint.Basic {

    private final Writer writer = new Writer() {
        @Override
        public void write(char[] buffer, int offset, int length) {
            characters += length;
        }

        @Override
        public void write(String text) {
            characters += text.length();
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private long characters;

    long characters() {
        return characters;
    }

    /** Gives a session with this remote endpoint and no other property. */
    Session session() {
        return (Session) Proxy.newProxyInstance(
                Session.class.getClassLoader(), new Class<?>[] {Session.class}, (session, method, arguments) -> {
                    if (method.getName().equals("getBasicRemote")) {
                        return this;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    @Override
    public Writer getSendWriter() {
        return writer;
    }

    @Override
    public void sendText(String text) {
        characters += text.length();
    }

    @Override
    public void sendText(String part, boolean last) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void sendBinary(ByteBuffer data) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void sendBinary(ByteBuffer part, boolean last) {
        throw new UnsupportedOperationException();
    }

    @Override
    public OutputStream getSendStream() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void sendObject(Object data) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setBatchingAllowed(boolean allowed) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean getBatchingAllowed() {
        return false;
    }

    @Override
    public void flushBatch() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void sendPing(ByteBuffer data) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void sendPong(ByteBuffer data) {
        throw new UnsupportedOperationException();
    }
}

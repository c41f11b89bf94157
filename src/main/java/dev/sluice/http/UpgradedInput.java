package dev.sluice.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;

/** Reads from an upgraded connection until its end. The listener is not notified before {@link #listen}. */
final class UpgradedInput extends ServletInputStream {

    private final ServletInputStream client;
    private final ConnectionEnd end;
    private ReadListener deferred;
    private boolean listening;

    UpgradedInput(ServletInputStream client, ConnectionEnd end) {
        this.client = client;
        this.end = end;
    }

    /** Starts to notify the listener of data. */
    void listen() {
        listening = true;
        if (deferred != null) {
            setReadListener(deferred);
        }
    }

    @Override
    public void setReadListener(ReadListener listener) {
        if (listening) {
            client.setReadListener(new QuickListener(listener));
        } else {
            deferred = listener;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int start, int length) throws IOException {
        return end.use(() -> client.read(bytes, start, length), () -> {
            throw new IOException("the connection has ended");
        });
    }

    @Override
    public int available() throws IOException {
        return end.use(client::available, () -> 0);
    }

    @Override
    public boolean isFinished() {
        return end.use(client::isFinished, () -> true);
    }

    @Override
    public boolean isReady() {
        return end.use(client::isReady, () -> false);
    }

    /** Notifies the listener without the search that {@link ProviderlessLoader} avoids. */
    private final class QuickListener implements ReadListener {

        private final ReadListener listener;

        private QuickListener(ReadListener listener) {
            this.listener = listener;
        }

        @Override
        public void onDataAvailable() throws IOException {
            if (end.isReached()) {
                return;
            }
            ProviderlessLoader.run(listener::onDataAvailable);
        }

        @Override
        public void onAllDataRead() throws IOException {
            listener.onAllDataRead();
        }

        @Override
        public void onError(Throwable fault) {
            end.reach();
            listener.onError(fault);
        }
    }
}

package dev.sluice.gate;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;

/** Reads from an upgraded connection, from the moment when its listener may be told to the connection's end. */
final class UpgradedInput extends ServletInputStream {

    private final ServletInputStream client;
    private final ConnectionEnd end;
    private ReadListener deferred;
    private boolean listening;

    UpgradedInput(ServletInputStream client, ConnectionEnd end) {
        this.client = client;
        this.end = end;
    }

    /** From now on the listener is told of data. */
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
        return client.read();
    }

    @Override
    public int read(byte[] bytes, int start, int length) throws IOException {
        if (!end.begin()) {
            throw new IOException("the connection has ended");
        }
        try {
            return client.read(bytes, start, length);
        } finally {
            end.finish();
        }
    }

    @Override
    public int available() throws IOException {
        if (!end.begin()) {
            return 0;
        }
        try {
            return client.available();
        } finally {
            end.finish();
        }
    }

    @Override
    public boolean isFinished() {
        if (!end.begin()) {
            return true;
        }
        try {
            return client.isFinished();
        } finally {
            end.finish();
        }
    }

    @Override
    public boolean isReady() {
        if (!end.begin()) {
            return false;
        }
        try {
            return client.isReady();
        } finally {
            end.finish();
        }
    }

    /** Reads without the search that {@link ProviderlessLoader} spares. */
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
            ProviderlessLoader.spare(listener::onDataAvailable);
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

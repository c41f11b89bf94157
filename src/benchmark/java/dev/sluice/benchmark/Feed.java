package dev.sluice.benchmark;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Publishes one request after another over some connections that are kept alive; each waits for its answer. */
final class Feed {

    private static final int PATIENCE_MILLIS = 60_000;

    /** The request of an index, whose event was due at that moment. */
    interface Request {
        byte[] of(long index, long due);
    }

    private final InetSocketAddress hub;
    private final Pace pace;
    private final Request request;
    private final Answers answers;
    private final AtomicLong next = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;
    private volatile IOException fault;

    Feed(InetSocketAddress hub, Pace pace, Request request, Answers answers) {
        this.hub = hub;
        this.pace = pace;
        this.request = request;
        this.answers = answers;
    }

    void start(int connections) {
        for (int i = 0; i < connections; i++) {
            Thread thread = new Thread(this::run, "feed-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** How many have been published, or are about to be. */
    long published() {
        return next.get();
    }

    private void run() {
        try (Socket socket = new Socket(hub.getAddress(), hub.getPort())) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            OutputStream out = socket.getOutputStream();
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (!stopped) {
                long index = next.getAndIncrement();
                long due = pace.due(index, () -> stopped);
                out.write(request.of(index, due));
                Http.answer(in);
                answers.answered(due);
            }
        } catch (IOException e) {
            fault = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends, and says how many have been acknowledged: those, without a hole, from the first one on. */
    long stop() {
        stopped = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (fault != null) {
            throw new UncheckedIOException(fault);
        }
        return next.get();
    }
}

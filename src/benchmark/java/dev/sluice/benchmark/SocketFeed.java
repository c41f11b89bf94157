package dev.sluice.benchmark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Publishes over WebSockets, with several messages under way on each; the answers come in the order of the messages. As
 * many messages go in a frame as may, up to a limit; or one.
 */
final class SocketFeed {

    /** What follows says what it is: an ack, an error, a heartbeat. */
    private static final byte[] TYPE = "\"type\":\"".getBytes(US_ASCII);

    /** The text of an index, whose event was due at that moment. */
    interface Message {
        String of(long index, long due);
    }

    private final InetSocketAddress hub;
    private final Pace pace;
    private final Message message;
    private final Answers answers;
    private final AtomicLong next = new AtomicLong();
    private final List<Socket> sockets = new ArrayList<>();
    private volatile boolean stopped;
    private volatile IOException fault;

    SocketFeed(InetSocketAddress hub, Pace pace, Message message, Answers answers) {
        this.hub = hub;
        this.pace = pace;
        this.message = message;
        this.answers = answers;
    }

    void start(int connections, int inFlight, int perFrame) throws IOException {
        for (int i = 0; i < connections; i++) {
            Socket socket = new Socket(hub.getAddress(), hub.getPort());
            socket.setTcpNoDelay(true);
            sockets.add(socket);
            OutputStream out = socket.getOutputStream();
            out.write(Dialect.SLUICE.handshake("").getBytes(US_ASCII));
            InputStream in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
            awaitReady(in);
            BlockingQueue<Long> underWay = new ArrayBlockingQueue<>(inFlight);
            daemon("publish-" + i, () -> publish(out, underWay, perFrame));
            daemon("acknowledged-" + i, () -> acknowledge(in, underWay));
        }
    }

    private interface Loop {
        void run() throws IOException, InterruptedException;
    }

    private void daemon(String name, Loop loop) {
        Thread thread = new Thread(
                () -> {
                    try {
                        loop.run();
                    } catch (IOException | InterruptedException e) {
                        if (!stopped) {
                            fault = new IOException(name + ": " + e.getMessage(), e);
                        }
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private void publish(OutputStream out, BlockingQueue<Long> underWay, int perFrame)
            throws IOException, InterruptedException {
        List<String> together = new ArrayList<>();
        while (!stopped) {
            together.clear();
            do {
                long index = next.getAndIncrement();
                long due = pace.due(index, () -> stopped);
                underWay.put(due);
                together.add(message.of(index, due));
            } while (together.size() < perFrame && underWay.remainingCapacity() > 0 && pace.isDue(next.get()));
            out.write(Frames.text(together.size() == 1 ? together.get(0) : "[" + String.join(",", together) + "]"));
        }
    }

    private void acknowledge(InputStream in, BlockingQueue<Long> underWay) throws IOException, InterruptedException {
        while (!stopped) {
            skipPast(in, TYPE);
            int first = in.read();
            if (first == 'a') {
                answers.answered(underWay.take());
            } else if (first != 'h') {
                throw new IOException("the gateway has refused an event, or closed");
            }
        }
    }

    private static void awaitReady(InputStream in) throws IOException {
        skipPast(in, "\"type\":\"ready\"".getBytes(US_ASCII));
    }

    /** No part of the sign is the beginning of another one but its first character. */
    private static void skipPast(InputStream in, byte[] sign) throws IOException {
        for (int matched = 0; matched < sign.length; ) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("the server has closed");
            }
            matched = c == sign[matched] ? matched + 1 : c == sign[0] ? 1 : 0;
        }
    }

    /** Fails if anything that was sent has not been acknowledged as it should. */
    void stop() {
        stopped = true;
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                System.err.println("closing: " + e);
            }
        }
        if (fault != null) {
            throw new UncheckedIOException(fault);
        }
    }
}

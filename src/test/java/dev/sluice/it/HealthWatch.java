package dev.sluice.it;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Another caller checks the gateway's health from its own address, each time over a new connection. */
final class HealthWatch implements AutoCloseable {

    private static final InetAddress ADDRESS = address();
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final int port;
    private final Thread thread = new Thread(this::ask, "health watch");
    private final AtomicLong slowest = new AtomicLong();
    private volatile boolean over;
    private volatile int answers;
    private volatile String failure = "";

    private HealthWatch(int port) {
        this.port = port;
    }

    private static InetAddress address() {
        try {
            return InetAddress.getByName("127.0.0.2");
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }

    static HealthWatch of(Gateway gateway) {
        HealthWatch watch = new HealthWatch(gateway.port());
        watch.thread.start();
        return watch;
    }

    private void ask() {
        while (!over) {
            for (String check : new String[] {"live", "ready"}) {
                long begin = System.nanoTime();
                int status = status("/api/health/" + check);
                slowest.accumulateAndGet(System.nanoTime() - begin, Math::max);
                answers++;
                if (status != 200) {
                    failure = check + " was answered " + status;
                }
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** 0 if there is none. */
    private int status(String path) {
        try (RawSocket socket = RawSocket.open(port, ADDRESS)) {
            return socket.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .readReply()
                    .status();
        } catch (UncheckedIOException broken) {
            failure = broken.toString();
            return 0;
        }
    }

    Duration slowest() {
        return Duration.ofNanos(slowest.get());
    }

    int answers() {
        return answers;
    }

    /** Which answer was none, or another than 200; empty if all were good. */
    String failure() {
        return failure;
    }

    @Override
    public void close() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

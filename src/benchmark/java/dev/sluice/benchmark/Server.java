package dev.sluice.benchmark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A server as a process of its own, whose processor time and memory can be read. */
final class Server implements AutoCloseable {

    private static final byte[] GOOD = "HTTP/1.1 200".getBytes(US_ASCII);

    private static final long STARTS_WITHIN = TimeUnit.MINUTES.toNanos(2);

    private final Process process;
    private final int port;
    private final Optional<Family> database;
    private final long began = System.nanoTime();
    private Duration startedIn = Duration.ZERO;

    private Server(Process process, int port, Optional<Family> database) {
        this.process = process;
        this.port = port;
        this.database = database;
    }

    /** Returns when the port is open. */
    static Server start(String name, int port, Path work, List<String> command) throws IOException {
        return start(name, work, command, port, Server::accepts);
    }

    /** Returns when it gives a page. */
    static Server start(String name, int port, String page, Path work, List<String> command) throws IOException {
        return start(name, work, command, port, server -> server.gives(page));
    }

    private static Server start(String name, Path work, List<String> command, int port, Predicate<Server> isReady)
            throws IOException {
        Files.createDirectories(work);
        Process process = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("log").toFile())
                .start();
        // who breaks the benchmark off is not left with its servers
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        Server server = new Server(process, port, Optional.empty());
        try {
            server.await(isReady, name, work);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void await(Predicate<Server> isReady, String name, Path work) throws IOException {
        while (!isReady.test(this)) {
            if (!process.isAlive() || System.nanoTime() - began > STARTS_WITHIN) {
                throw new IOException(name + " has not started: see " + work.resolve("log"));
            }
            try {
                if (process.waitFor(10, TimeUnit.MILLISECONDS)) {
                    throw new IOException(name + " has ended: see " + work.resolve("log"));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
        startedIn = Duration.ofNanos(System.nanoTime() - began);
    }

    private boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean gives(String page) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("GET " + page + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(US_ASCII));
            byte[] status = socket.getInputStream().readNBytes(GOOD.length);
            return Arrays.equals(status, GOOD);
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    /** From the start of the process until it was ready. */
    Duration startedIn() {
        return startedIn;
    }

    long pid() {
        return process.pid();
    }

    /** The same server, on a database that is a server of its own. */
    Server on(ProcessHandle server) {
        return new Server(process, port, Optional.of(new Family(server)));
    }

    Family family() {
        return new Family(process.toHandle());
    }

    Optional<Family> database() {
        return database;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}

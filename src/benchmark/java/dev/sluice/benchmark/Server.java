package dev.sluice.benchmark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A server as a process of its own, whose processor time and memory can be read. */
final class Server implements AutoCloseable {

    private static final long STARTS_WITHIN = TimeUnit.MINUTES.toNanos(2);

    private final Process process;
    private final int port;
    private final Optional<Family> database;

    private Server(Process process, int port, Optional<Family> database) {
        this.process = process;
        this.port = port;
        this.database = database;
    }

    /** Returns when the port is open. */
    static Server start(String name, int port, Path work, List<String> command) throws IOException {
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
            server.awaitPort(name, work);
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

    private void awaitPort(String name, Path work) throws IOException {
        long deadline = System.nanoTime() + STARTS_WITHIN;
        while (!accepts()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException(name + " has not started: see " + work.resolve("log"));
            }
            try {
                if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                    throw new IOException(name + " has ended: see " + work.resolve("log"));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    private boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
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

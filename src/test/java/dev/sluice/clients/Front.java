package dev.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What takes the connections of browsers by TLS, in a process of its own: a proxy before the gateway, or its server. The test's
 * thread starts and ends it.
 */
final class Front implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final int port;
    private final Path log;
    private final List<String> command;
    private final String reloads;
    private Process process;

    /**
     * @param port on which it takes connections by TLS
     * @param command does not end before it is told to
     * @param reloads the signal by which a program of this kind reads its set-up again
     */
    Front(int port, Path log, List<String> command, String reloads) {
        this.port = port;
        this.log = log;
        this.command = List.copyOf(command);
        this.reloads = reloads;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "end of " + log));
    }

    URI uri() {
        return URI.create("https://localhost:" + port + "/");
    }

    /** What it has said so far. */
    String log() throws IOException {
        return Files.readString(log);
    }

    Front start() {
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await("the front's port").atMost(PATIENCE).until(this::listens);
        return this;
    }

    /** As an operator does after a change. */
    void reload() throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + reloads, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).as("the signal is sent").isZero();
    }

    /** With all its connections. */
    void stop() {
        process.destroy();
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("the front ends")
                    .isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        if (process != null) {
            stop();
        }
    }

    private boolean listens() {
        assertThat(process.isAlive()).as("the front runs: see %s", log).isTrue();
        try (Socket probe = new Socket("localhost", port)) {
            return probe.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }
}

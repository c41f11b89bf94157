package dev.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.core.ConditionFactory;

/** A client in a process of its own. What it prints and what it complains of goes to files, to be read meanwhile. */
final class Client implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path output;
    private final Path complaints;
    private final Process process;

    /** @param name of the two files, which lie where the command runs */
    Client(String name, ProcessBuilder command) throws IOException {
        Path directory = command.directory().toPath();
        output = Files.createTempFile(directory, name + "-", ".out");
        complaints = Files.createTempFile(directory, name + "-", ".err");
        process = command.redirectOutput(output.toFile())
                .redirectError(complaints.toFile())
                .start();
    }

    /** The lines that are complete. */
    List<String> output() {
        return lines(output);
    }

    List<String> complaints() {
        return lines(complaints);
    }

    /** Waits for this in the lines of the output, and returns them. */
    List<String> awaitOutput(Predicate<List<String>> enough) {
        awaiting().until(() -> enough.test(output()));
        return output();
    }

    void awaitComplaints(Predicate<List<String>> enough) {
        awaiting().until(() -> enough.test(complaints()));
    }

    /** Waits for the end, which has to be a success, and returns the output. */
    String awaitEnd() throws IOException, InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("%s ends", output)
                .isTrue();
        assertThat(process.exitValue()).as(complaints().toString()).isZero();
        return Files.readString(output);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }

    private ConditionFactory awaiting() {
        return await(output.getFileName().toString())
                .failFast(() -> assertThat(process.isAlive())
                        .as("ended: %s", complaints())
                        .isTrue())
                .atMost(PATIENCE);
    }

    private static List<String> lines(Path file) {
        try {
            String text = Files.readString(file);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

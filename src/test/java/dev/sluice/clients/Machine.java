package dev.sluice.clients;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What these tests find on the machine that runs them, and what happens where it is missing. */
final class Machine {

    /** Set where a client test may not be skipped: in {@code .ci/run}. */
    private static final String REQUIRED = "CLIENTS_REQUIRED";

    private Machine() {}

    /** The first of these programs on the {@code PATH}; without one the calling test is {@link #missing}. */
    static Path program(String... names) {
        return Stream.of(names)
                .flatMap(Machine::onThePath)
                .findFirst()
                .orElseGet(() -> missing("this machine has no " + names[0]));
    }

    /** Skips the calling test with the reason, or fails it where the clients are required. Never returns. */
    static <T> T missing(String reason) {
        return Boolean.parseBoolean(System.getenv(REQUIRED))
                ? fail(reason + "; " + REQUIRED + " is set")
                : abort(reason);
    }

    /** A directory below {@code target}, made if need be. */
    static Path targetDirectory(String name) throws IOException {
        return Files.createDirectories(
                Path.of(System.getProperty("sluice.it.workDirectory")).resolveSibling(name));
    }

    static Path projectDirectory() {
        return Path.of(System.getProperty("sluice.it.projectDirectory"));
    }

    /** Or where Debian keeps its servers, which only root has on the path. */
    private static Stream<Path> onThePath(String name) {
        return Pattern.compile(File.pathSeparator)
                .splitAsStream(System.getenv("PATH") + File.pathSeparator + "/usr/sbin")
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable);
    }
}

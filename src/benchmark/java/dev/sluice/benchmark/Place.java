package dev.sluice.benchmark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Where the benchmark runs: what there is on the machine, and where things lie. Told by system properties. */
final class Place {

    private final Path work = Path.of(property("work"));

    Path project() {
        return Path.of(property("project"));
    }

    Path peers() {
        return project().resolve("src/benchmark/peers");
    }

    Path war() {
        return Path.of(property("war"));
    }

    Path payaraMicro() {
        return Path.of(property("payaraMicro"));
    }

    /** The command of the Java that runs the servers: the one that runs this, unless told. */
    String java() {
        String home = System.getProperty("benchmark.java.home", "");
        return Path.of(home.isEmpty() ? System.getProperty("java.home") : home, "bin", "java")
                .toString();
    }

    List<String> gatewayOptions() {
        String options = System.getProperty("benchmark.gateway.options", "").trim();
        return options.isEmpty() ? List.of() : List.of(options.split("\\s+"));
    }

    String classPath() {
        return System.getProperty("java.class.path");
    }

    Path results() {
        return work;
    }

    /** An empty folder for one server. */
    Path work(String name) throws IOException {
        return Files.createTempDirectory(Files.createDirectories(work.resolve("servers")), name.toLowerCase() + "-");
    }

    Optional<String> command(String name) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    String required(String name) {
        return command(name).orElseThrow(() -> new IllegalStateException(name + " is not on the PATH"));
    }

    void run(Path directory, String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .inheritIO()
                .start();
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " has failed");
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String property(String name) {
        return Optional.ofNullable(System.getProperty("benchmark." + name))
                .orElseThrow(() -> new IllegalArgumentException("the benchmark needs -Dbenchmark." + name));
    }
}

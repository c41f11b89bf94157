package dev.sluice.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where the benchmark runs: what there is on the machine, and where things lie. Told by system properties. */
final class Place {

    private final Path work = Path.of(property("work"));
    private final List<String> options;

    Place() {
        this(List.of());
    }

    private Place(List<String> options) {
        this.options = options;
    }

    /** The same, where application servers run with such options of the Java machine. */
    Place with(List<String> serverOptions) {
        return new Place(serverOptions);
    }

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

    Path wildFly() {
        return Path.of(property("wildfly"));
    }

    String java() {
        return java("java");
    }

    /** A command of the Java that runs the servers: the one that runs this, unless told. */
    private static String java(String command) {
        String home = System.getProperty("benchmark.java.home", "");
        return Path.of(home.isEmpty() ? System.getProperty("java.home") : home, "bin", command)
                .toString();
    }

    /** For the application servers, whatever runs on them. */
    List<String> serverOptions() {
        String more = System.getProperty("benchmark.gateway.options", "").trim();
        List<String> all = new ArrayList<>(options);
        if (!more.isEmpty()) {
            all.addAll(List.of(more.split("\\s+")));
        }
        return all;
    }

    String classPath() {
        return System.getProperty("java.class.path");
    }

    Path results() {
        return work;
    }

    /** An empty folder for one server. */
    Path work(String name) throws IOException {
        return Files.createTempDirectory(
                Files.createDirectories(work.resolve("servers")), name.toLowerCase(Locale.ROOT) + "-");
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

    /** What a command of the Java that runs the servers says, line by line. */
    List<String> output(String command, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(java(command)));
        all.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), UTF_8)
                .lines()
                .toList();
    }

    private static String property(String name) {
        return Optional.ofNullable(System.getProperty("benchmark." + name))
                .orElseThrow(() -> new IllegalArgumentException("the benchmark needs -Dbenchmark." + name));
    }
}

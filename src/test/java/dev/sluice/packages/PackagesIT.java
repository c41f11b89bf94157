package dev.sluice.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.servers.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packages, as far as they go without an engine, without systemd as the first process, and without a cluster: their very
 * command lines, with the paths of this machine, start the gateway, and SIGTERM drains and stops it.
 */
class PackagesIT {

    private static final Duration START = Duration.ofMinutes(3);

    private static final int TERMINATED = 143;

    private final HttpClient client = HttpClient.newHttpClient();
    private final int port = Ports.free();

    @TempDir
    Path folder;

    /** A command line, or the value of a setting, with what lies elsewhere on this machine. */
    private String here(String word, Map<String, String> files, String data) {
        if (files.containsKey(word)) {
            return Project.file(files.get(word)).toString();
        }
        return word.replace(data, folder.resolve("data").toString()).replace("8080", Integer.toString(port));
    }

    private List<String> here(List<String> command, Map<String, String> files, String data) {
        return command.stream().map(word -> here(word, files, data)).toList();
    }

    private Process run(List<String> command, Map<String, String> environment) {
        try {
            Path data = Files.createDirectories(folder.resolve("data"));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(data.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile());
            builder.environment().putAll(environment);
            builder.environment().put("SLUICE_ANONYMOUS_READ", "**");
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int status(String path) {
        try {
            URI uri = URI.create("http://localhost:" + port + path);
            HttpRequest request =
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
            return client.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Gets ready, tells a client that it goes, and ends as a process that has been asked to. */
    private void assertLives(Process gateway, Runnable meanwhile) throws Exception {
        try {
            await("ready").atMost(START).until(() -> !gateway.isAlive() || status("/api/health/ready") == 200);
            assertThat(gateway.isAlive()).as(log()).isTrue();
            meanwhile.run();
            HttpRequest stream = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/events?topic=a"))
                    .header("Accept", "text/event-stream")
                    .build();
            Stream<String> lines = client.send(stream, BodyHandlers.ofLines()).body();
            gateway.destroy();
            assertThat(lines.filter(line -> line.startsWith("retry: "))).hasSize(2);
            assertThat(gateway.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(gateway.exitValue()).isIn(0, TERMINATED);
            try (Stream<Path> data = Files.list(folder.resolve("data"))) {
                assertThat(data.map(file -> file.getFileName().toString())).contains("journal.mv.db");
            }
        } finally {
            gateway.destroyForcibly();
        }
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theContainerStartsIsHealthyDrainsAndStops() throws Exception {
        Container container = new Container();
        assertThat(container.only("USER")).isNotIn("root", "0");
        assertThat(container.only("STOPSIGNAL")).isEqualTo("SIGTERM");
        assertThat(container.only("VOLUME")).isEqualTo("/data");
        Map<String, String> environment = container.environment().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> here(each.getValue(), Map.of(), "/data")));
        List<String> healthy = here(container.command("HEALTHCHECK"), Map.of(), "/data");
        assertThat(exit(healthy)).as("the health check, when nobody is there").isNotZero();
        assertLives(
                run(here(container.command("ENTRYPOINT"), container.copies(), "/data"), environment),
                () -> assertThat(exit(healthy)).as("the health check").isZero());
    }

    @Test
    void theUnitStartsDrainsAndStops() throws Exception {
        Unit unit = new Unit();
        String data = unit.only("WorkingDirectory");
        assertThat(data).isEqualTo("/var/lib/" + unit.only("StateDirectory"));
        assertThat(unit.only("User")).isEqualTo("sluice");
        assertThat(unit.only("SuccessExitStatus")).isEqualTo(Integer.toString(TERMINATED));
        Process gateway = run(unit, Map.of());
        assertLives(
                gateway,
                () -> assertThat(hasStarted(unit, gateway))
                        .as("the service has started")
                        .isTrue());
        assertThat(hasStarted(unit, gateway))
                .as("the service has started, when the program has ended")
                .isFalse();
    }

    /** Payara Micro stays, and answers everybody with 500. */
    @Test
    void theUnitFailsToStartWithASettingThatCannotBeUsed() {
        Unit unit = new Unit();
        Process gateway = run(unit, Map.of("SLUICE_RETENTION_AGE", "soon"));
        try {
            assertThat(hasStarted(unit, gateway)).as("the service has started").isFalse();
            assertThat(gateway.isAlive())
                    .as("what would be left without the check")
                    .isTrue();
            assertThat(log()).contains("setting sluice.retention.age: 'soon'");
        } finally {
            gateway.destroyForcibly();
        }
    }

    private Process run(Unit unit, Map<String, String> settings) {
        String data = unit.only("WorkingDirectory");
        Map<String, String> environment = new HashMap<>(settings);
        unit.environment().forEach((name, value) -> environment.put(name, here(value, Map.of(), data)));
        return run(here(java(unit.command()), Unit.installed(), data), environment);
    }

    /** As soon as it is known, as systemd waits for it. */
    private boolean hasStarted(Unit unit, Process gateway) {
        Stream<String> main = Stream.of("env", "MAINPID=" + gateway.pid());
        List<String> post = here(unit.startPost(), Map.of(), unit.only("WorkingDirectory"));
        return exit(Stream.concat(main, post.stream()).toList()) == 0;
    }

    /** The one of this build may lie elsewhere. */
    private static List<String> java(List<String> command) {
        assertThat(command.get(0)).isEqualTo("/usr/bin/java");
        return Stream.concat(
                        Stream.of(Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString()),
                        command.stream().skip(1))
                .toList();
    }

    @Test
    void systemdUnderstandsTheUnit() {
        assumeTrue(exit(List.of("sh", "-c", "command -v systemd-analyze")) == 0, "no systemd-analyze on this machine");
        assertThat(exit(List.of(
                        "systemd-analyze",
                        "verify",
                        Project.file("src/main/systemd/sluice.service").toString())))
                .as("see the output of the test")
                .isZero();
    }

    private static int exit(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).inheritIO().start();
            assertThat(process.waitFor(START.toSeconds(), TimeUnit.SECONDS))
                    .as("%s", command)
                    .isTrue();
            return process.exitValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

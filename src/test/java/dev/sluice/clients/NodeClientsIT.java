package dev.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.SharedGateway;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The npm packages {@code eventsource} and {@code ws} under Node: the scripts in {@code src/test/node}. */
class NodeClientsIT {

    private static final int CUTS = 3;

    private Path node;
    private Path scripts;
    private URI gateway;
    private Source source;

    @BeforeEach
    void installThePackages() throws IOException, InterruptedException {
        node = Machine.program("node", "nodejs");
        scripts = Machine.targetDirectory("node");
        copyScripts();
        npmInstall();
        gateway = SharedGateway.uri();
        source = new Source(gateway, "node");
    }

    @Test
    void eventsourceResumesByItselfAfterEveryCut() throws IOException {
        Received before = source.publish("created", "before the client starts");
        try (Wire wire = new Wire(gateway)) {
            String stream = "api/events?topic=" + source.topic() + "&after=" + before.id();
            List<String> arguments =
                    new ArrayList<>(List.of(wire.uri().resolve(stream).toString()));
            arguments.addAll(Source.TYPES);
            cutWhileItReceives(wire, "eventsource.mjs", arguments);
        }
    }

    @Test
    void wsResumesAfterEveryCut() throws IOException {
        Received before = source.publish("created", "before the client starts");
        try (Wire wire = new Wire(gateway)) {
            cutWhileItReceives(wire, "ws.mjs", List.of(webSocket(wire.uri()), source.topic(), before.id()));
        }
    }

    @Test
    void wsPublishesTextAndBytes() throws IOException {
        List<Received> acknowledged;
        try (Client publisher = start("publish.mjs", List.of(webSocket(gateway), source.topic()))) {
            acknowledged = awaitEvents(publisher, 4);
        }
        try (Client reader = start("ws.mjs", List.of(webSocket(gateway), source.topic(), "earliest"))) {
            assertThat(awaitEvents(reader, 4)).isEqualTo(acknowledged);
        }
    }

    private void cutWhileItReceives(Wire wire, String script, List<String> arguments) throws IOException {
        source.start();
        try (Client client = start(script, arguments)) {
            for (int cut = 1; cut <= CUTS; cut++) {
                awaitEvents(client, client.output().size() + 20);
                if (cut % 2 == 0) {
                    wire.cut();
                } else {
                    wire.cutAfter(100 + 77 * cut);
                }
                awaitCuts(client, cut);
            }
            awaitEvents(client, client.output().size() + 20);
            List<Received> published = source.stop();

            assertThat(awaitEvent(client, published.get(published.size() - 1)))
                    .isEqualTo(published.subList(1, published.size()));
        }
    }

    private Client start(String script, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(node.toString(), script));
        command.addAll(arguments);
        return new Client(script, new ProcessBuilder(command).directory(scripts.toFile()));
    }

    private static List<Received> awaitEvents(Client client, int count) {
        return events(client.awaitOutput(lines -> lines.size() >= count));
    }

    /** Waits for this event, and returns all that have come. */
    private static List<Received> awaitEvent(Client client, Received last) {
        return events(client.awaitOutput(lines -> lines.stream().anyMatch(line -> line.contains(last.id()))));
    }

    private static List<Received> events(List<String> lines) {
        return lines.stream().map(Received::fromJson).toList();
    }

    private static void awaitCuts(Client client, int count) {
        client.awaitComplaints(
                lines -> lines.stream().filter(line -> line.startsWith("cut:")).count() >= count);
    }

    private void copyScripts() throws IOException {
        try (var files =
                Files.newDirectoryStream(Machine.projectDirectory().resolve("src/test/node"), "*.{json,mjs}")) {
            for (Path file : files) {
                Files.copy(file, scripts.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private void npmInstall() throws IOException, InterruptedException {
        String npm = Machine.program("npm").toString();
        Path log = scripts.resolve("npm.log");
        Process install = new ProcessBuilder(npm, "install", "--no-package-lock", "--no-audit", "--no-fund")
                .directory(scripts.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!install.waitFor(5, TimeUnit.MINUTES) || install.exitValue() != 0) {
            install.destroy();
            Machine.missing("npm cannot install the packages of src/test/node: " + Files.readString(log));
        }
    }

    private static String webSocket(URI gateway) {
        return gateway.resolve("ws").toString().replace("http", "ws");
    }
}

package dev.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.SharedGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The gateway's own client without a browser: its tests under Node in {@code src/test/node/client}, and its npm package. */
class ClientIT {

    private Path node;
    private Path tests;
    private Path sources;

    @BeforeEach
    void findNode() {
        node = Machine.program("node", "nodejs");
        tests = Machine.projectDirectory().resolve("src/test/node/client");
        sources = Machine.projectDirectory().resolve("src/main/webapp/client");
    }

    @Test
    void passesItsTestsUnderNode() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(node.toString(), "--test"));
        files(tests, "*.test.mjs").forEach(file -> command.add(file.toString()));

        assertThat(run(tests, "client-tests", command)).contains("# fail 0").doesNotContain("# pass 0");
    }

    @Test
    void isAnNpmPackageWithTypesThatWorksUnderNode() throws IOException, InterruptedException {
        Path user = Machine.targetDirectory("node-client");
        String npm = Machine.program("npm").toString();
        String tarball = run(
                        sources, "client-pack", List.of(npm, "pack", "--silent", "--pack-destination", user.toString()))
                .strip();
        copy(files(tests, "{package.json,tsconfig.json,types.ts,received.mjs}"), user);
        copy(files(sources, "*.js"), Files.createDirectories(user.resolve("client")));
        try {
            run(
                    user,
                    "client-install",
                    List.of(npm, "install", "--no-package-lock", "--no-audit", "--no-fund", "./" + tarball));
        } catch (AssertionError noRegistry) {
            Machine.missing("npm cannot install the packages of src/test/node/client: " + noRegistry.getMessage());
        }

        assertThat(run(user, "client-types", List.of(node.toString(), "node_modules/typescript/bin/tsc", "-p", ".")))
                .isEmpty();
        assertThat(run(
                        user,
                        "client-received",
                        List.of(
                                node.toString(),
                                "received.mjs",
                                SharedGateway.uri().toString())))
                .isEqualToIgnoringNewLines("[\"Zürich\",{\"n\":1},[0,255]]");
    }

    private static List<Path> files(Path directory, String glob) throws IOException {
        List<Path> files = new ArrayList<>();
        try (var found = Files.newDirectoryStream(directory, glob)) {
            found.forEach(files::add);
        }
        return files;
    }

    private static void copy(List<Path> files, Path directory) throws IOException {
        for (Path file : files) {
            Files.copy(file, directory.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Runs a command that must succeed. @return its output */
    private static String run(Path directory, String name, List<String> command)
            throws IOException, InterruptedException {
        Path log = Machine.targetDirectory("node-client").resolve(name + ".log");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        log.resolveSibling(name + ".err").toFile()))
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroy();
        String printed = Files.readString(log);
        assertThat(ended && process.exitValue() == 0)
                .as("%s: %s", name, printed)
                .isTrue();
        return printed;
    }
}

package dev.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Runs the tests of the console that need no browser, under Node: {@code src/test/node/console}. */
class ConsolePartsIT {

    @Test
    void passTheirTestsUnderNode() throws IOException, InterruptedException {
        Path node = Machine.program("node", "nodejs");
        Path tests = Machine.projectDirectory().resolve("src/test/node/console");
        List<String> command = new ArrayList<>(List.of(node.toString(), "--test"));
        try (var files = Files.newDirectoryStream(tests, "*.test.mjs")) {
            files.forEach(file -> command.add(file.toString()));
        }
        Path log = Machine.targetDirectory("node-console").resolve("tests.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        process.destroy();
        String printed = Files.readString(log);
        assertThat(ended && process.exitValue() == 0).as(printed).isTrue();
        assertThat(printed).contains("# fail 0").doesNotContain("# pass 0");
    }
}

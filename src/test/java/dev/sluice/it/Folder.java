package dev.sluice.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where one gateway has its journal, its log and its temporary files, from its first start to its last. */
record Folder(Path path) {

    private static final int TAIL_LINES = 80;

    static Folder make(String name) {
        try {
            Path work = Files.createDirectories(Path.of(System.getProperty("sluice.it.workDirectory")));
            return new Folder(Files.createTempDirectory(work, name + "-").toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path journal() {
        return file("journal");
    }

    Path file(String name) {
        return path.resolve(name);
    }

    Path log() {
        return file("server.log");
    }

    /** A killed server leaves its unpacked self behind: what the last process left goes. */
    Path emptyTemporary() {
        Path temporary = path.resolve("tmp");
        try {
            if (Files.exists(temporary)) {
                try (Stream<Path> left = Files.walk(temporary)) {
                    for (Path each : left.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(each);
                    }
                }
            }
            return Files.createDirectories(temporary);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Process run(List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .directory(path.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String endOfLog() {
        List<String> lines = wholeLog().lines().toList();
        return log() + ":\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }

    String wholeLog() {
        try {
            return new String(Files.readAllBytes(log()), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

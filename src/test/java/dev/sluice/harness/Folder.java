package dev.sluice.harness;

import dev.sluice.servers.Launch;
import dev.sluice.servers.Tree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where one gateway has its journal, its log and its temporary files, from its first start to its last. */
public record Folder(Path path) {

    private static final int TAIL_LINES = 80;

    public static Folder make(String name) {
        try {
            Path work = Files.createDirectories(Path.of(System.getProperty("sluice.it.workDirectory")));
            return new Folder(Files.createTempDirectory(work, name + "-").toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path journal() {
        return file("journal");
    }

    public Path file(String name) {
        return path.resolve(name);
    }

    public Path log() {
        return Launch.log(path);
    }

    public Path temporary() {
        return file("tmp");
    }

    /** A killed server leaves its unpacked self behind: what the last process left goes. */
    public void emptyTemporary() {
        try {
            Tree.delete(temporary());
            Files.createDirectories(temporary());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy of the server's configuration and of the WAR, which nobody needs after its end. */
    public void deleteServer() {
        try {
            Tree.delete(Launch.base(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String endOfLog() {
        List<String> lines = wholeLog().lines().toList();
        return log() + ":\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }

    public String wholeLog() {
        try {
            return new String(Files.readAllBytes(log()), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

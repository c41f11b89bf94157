package dev.sluice.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What an operator adds to a server before the application comes.
 *
 * @param libraries such as a driver
 * @param configuration in the server's own language: commands for {@code asadmin} or the CLI, elements of
 *     {@code server.xml}
 */
public record Additions(List<Path> libraries, String configuration) {

    public static final Additions NONE = new Additions(List.of(), "");

    public Additions {
        libraries = List.copyOf(libraries);
    }

    boolean isEmpty() {
        return equals(NONE);
    }

    /** Commands, as a file for {@code asadmin}. */
    Path writeCommands(Path folder) throws IOException {
        return Files.writeString(folder.resolve("additions.asadmin"), configuration);
    }

    void copyLibraries(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Path library : libraries) {
            Files.copy(library, folder.resolve(library.getFileName()));
        }
    }
}

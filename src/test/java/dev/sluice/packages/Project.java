package dev.sluice.packages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The files of the project. */
final class Project {

    private Project() {}

    static Path file(String path) {
        return Path.of(Optional.ofNullable(System.getProperty("sluice.it.projectDirectory"))
                        .orElse(""))
                .toAbsolutePath()
                .resolve(path);
    }

    static String text(String path) {
        try {
            return Files.readString(file(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

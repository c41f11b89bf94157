package dev.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A set-up as it is shipped, with what this machine has otherwise. */
record ShippedFile(String name, String text) {

    static ShippedFile of(String path) throws IOException {
        Path file = Machine.projectDirectory().resolve(path);
        return new ShippedFile(file.getFileName().toString(), Files.readString(file));
    }

    /** With another text wherever this one stands; it has to stand somewhere, or nothing would be put in its place. */
    ShippedFile with(String shipped, Object here) {
        assertThat(text).as(name).contains(shipped);
        return new ShippedFile(name, text.replace(shipped, here.toString()));
    }

    ShippedFile followedBy(ShippedFile other) {
        return new ShippedFile(name, text + other.text);
    }

    Path writeTo(Path directory) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }
}

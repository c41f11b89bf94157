package dev.sluice.benchmark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.benchmark.floor.FloorApplication;
import dev.sluice.benchmark.floor.Loop;
import dev.sluice.benchmark.floor.LoopPublisher;
import dev.sluice.benchmark.floor.LoopSocket;
import dev.sluice.benchmark.floor.LoopStream;
import dev.sluice.benchmark.floor.QuietSocket;
import dev.sluice.benchmark.floor.QuietStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Packs the WARs that ours is measured against; each has a page, as ours has, that tells when it is deployed. */
final class Wars {

    private Wars() {}

    /** With an endpoint of each kind that keeps its connections and does nothing with them. */
    static Path floor(Path folder) throws IOException {
        return pack(folder.resolve("floor.war"), List.of(FloorApplication.class, QuietStream.class, QuietSocket.class));
    }

    /** With a loop that sends each event to each who listens. */
    static Path loop(Path folder) throws IOException {
        return pack(
                folder.resolve("loop.war"),
                List.of(
                        FloorApplication.class,
                        LoopStream.class,
                        LoopSocket.class,
                        LoopPublisher.class,
                        Loop.class,
                        Loop.Listener.class));
    }

    /** With the page and nothing else. */
    static Path empty(Path folder) throws IOException {
        return pack(folder.resolve("empty.war"), List.of());
    }

    private static Path pack(Path war, List<Class<?>> classes) throws IOException {
        try (OutputStream file = Files.newOutputStream(war);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.putNextEntry(new ZipEntry("index.html"));
            zip.write("<!doctype html><title>here</title>".getBytes(US_ASCII));
            for (Class<?> type : classes) {
                String name = type.getName().replace('.', '/') + ".class";
                zip.putNextEntry(new ZipEntry("WEB-INF/classes/" + name));
                try (InputStream bytes = type.getClassLoader().getResourceAsStream(name)) {
                    bytes.transferTo(zip);
                }
            }
        }
        return war;
    }
}

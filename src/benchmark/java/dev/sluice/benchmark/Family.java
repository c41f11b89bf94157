package dev.sluice.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** A process and those that it has started: what a server takes of the machine. */
record Family(ProcessHandle head) {

    Duration cpu() {
        return all().map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** In bytes. What several of them share counts once: PostgreSQL's processes share most of what they have. */
    long resident() {
        return all().mapToLong(process -> number(process, "smaps_rollup", "Pss:"))
                        .sum()
                << 10;
    }

    int threads() {
        return (int) all().mapToLong(process -> number(process, "status", "Threads:"))
                .sum();
    }

    private Stream<ProcessHandle> all() {
        return Stream.concat(Stream.of(head), head.descendants());
    }

    private static long number(ProcessHandle process, String file, String key) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), file))) {
            return lines.filter(line -> line.startsWith(key))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException e) {
            // it has gone, or this is no Linux
            return 0;
        }
    }
}

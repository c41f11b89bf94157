package dev.sluice.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What another JVM on this machine really keeps: its live objects after a full collection, in bytes. */
public final class Heap {

    private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");

    private Heap() {}

    public static boolean canBeMeasured() {
        return Files.isExecutable(JCMD);
    }

    public static long liveBytes(long pid) {
        String histogram = histogram(pid);
        String total = histogram
                .lines()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(histogram));
        return Long.parseLong(total.split("\\s+")[2]);
    }

    /** How many objects of a class live. */
    static long instances(long pid, String className) {
        return histogram(pid)
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(columns -> columns.length > 3 && columns[3].equals(className))
                .mapToLong(columns -> Long.parseLong(columns[1]))
                .sum();
    }

    private static String histogram(long pid) {
        try {
            Process jcmd = new ProcessBuilder(JCMD.toString(), Long.toString(pid), "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

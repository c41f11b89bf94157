package dev.sluice.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What another JVM on this machine really keeps: its live objects after a full collection, in bytes. */
public final class Heap {

    private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");

    private Heap() {}

    public static boolean canBeMeasured() {
        return Files.isExecutable(JCMD);
    }

    public static long liveBytes(long pid) {
        String total = histogram(pid)
                .lines()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(total.split("\\s+")[2]);
    }

    /** How many objects of each class live; none of them is missing. */
    public static Map<String, Long> instances(long pid, Set<String> classes) {
        Map<String, Long> counts = new TreeMap<>();
        classes.forEach(name -> counts.put(name, 0L));
        histogram(pid)
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(columns -> columns.length > 3 && classes.contains(columns[3]))
                .forEach(columns -> counts.put(columns[3], Long.parseLong(columns[1])));
        return counts;
    }

    private static String histogram(long pid) {
        try {
            Process jcmd = new ProcessBuilder(JCMD.toString(), Long.toString(pid), "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            String histogram = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!histogram.contains("\nTotal")) {
                throw new IllegalStateException(histogram);
            }
            return histogram;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

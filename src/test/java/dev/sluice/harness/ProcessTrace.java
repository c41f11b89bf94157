package dev.sluice.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Resources that another process on this machine holds, read from {@code /proc}. */
public record ProcessTrace(long heap, long threads, long files) {

    /** Of the clock in {@code /proc/PID/stat}: USER_HZ is 100 on every architecture that Java runs on. */
    private static final long TICKS_PER_SECOND = 100;

    /** The fields are counted behind the name of the program, which is in parentheses and may contain spaces. */
    private static final int USER_TIME = 11;

    /** The fields of {@code /proc/stat} in which a processor works: user, nice, system, irq, softirq and steal. */
    private static final int[] BUSY = {1, 2, 3, 6, 7, 8};

    /** Collects the garbage of a JVM first. */
    public static ProcessTrace of(long pid) {
        try {
            long threads = Files.readAllLines(process(pid).resolve("status")).stream()
                    .filter(line -> line.startsWith("Threads:"))
                    .mapToLong(line -> Long.parseLong(line.split("\\s+")[1]))
                    .sum();
            try (Stream<Path> files = Files.list(process(pid).resolve("fd"))) {
                return new ProcessTrace(Heap.liveBytes(pid), threads, files.count());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The time that all its threads have had a processor. */
    public static Duration processorTime(long pid) {
        try {
            String stat = Files.readString(process(pid).resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1]);
            return Duration.ofMillis(ticks * 1_000 / TICKS_PER_SECOND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The time that all processes of this machine have had a processor. */
    public static Duration processorTimeOfAll() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
            String[] fields = lines.findFirst().orElseThrow().split("\\s+");
            long ticks = IntStream.of(BUSY)
                    .mapToLong(field -> Long.parseLong(fields[field]))
                    .sum();
            return Duration.ofMillis(ticks * 1_000 / TICKS_PER_SECOND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path process(long pid) {
        return Path.of("/proc", Long.toString(pid));
    }
}

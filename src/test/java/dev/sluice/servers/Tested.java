package dev.sluice.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Writes down what passed on which server, JDK and database, and makes the table of it that the guide shows. Each process
 * writes a file of its own in one folder, and whichever ends last has made the table of all of them: of several runs, too.
 */
public final class Tested implements TestExecutionListener {

    private final Optional<Path> folder =
            Optional.ofNullable(System.getProperty("sluice.it.tested")).map(Path::of);
    private final Map<String, TestedTest> outcomes = new ConcurrentHashMap<>();

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        Outcome outcome = switch (result.getStatus()) {
            case SUCCESSFUL -> test.isTest() ? Outcome.PASSED : Outcome.NOTHING;
            case ABORTED -> Outcome.SKIPPED;
            case FAILED -> Outcome.FAILED;
        };
        add(test, outcome);
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        add(test, Outcome.SKIPPED);
    }

    /** After all classes, or after each of them where processes take turns. */
    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        folder.ifPresent(this::write);
    }

    private void add(TestIdentifier test, Outcome outcome) {
        if (folder.isPresent() && !outcome.equals(Outcome.NOTHING)) {
            test.getSource()
                    .flatMap(Tested::className)
                    .ifPresent(name -> outcomes.put(test.getUniqueId(), TestedTest.now(name, test, outcome)));
        }
    }

    private static Optional<String> className(TestSource source) {
        if (source instanceof MethodSource method) {
            return Optional.of(method.getClassName());
        }
        return source instanceof ClassSource type ? Optional.of(type.getClassName()) : Optional.empty();
    }

    private void write(Path where) {
        try {
            Files.createDirectories(where);
            try (FileChannel lock = FileChannel.open(
                            where.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = lock.lock()) {
                Files.write(
                        where.resolve(ProcessHandle.current().pid() + ".tsv"),
                        lines(),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
                outcomes.clear();
                Files.write(
                        where.resolveSibling("tested.md"),
                        TestedTable.of(all(where)).lines());
                held.release();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> lines() {
        return outcomes.values().stream().map(TestedTest::line).toList();
    }

    private static List<TestedTest> all(Path where) throws IOException {
        List<TestedTest> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(where)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".tsv")).toList()) {
                Files.readAllLines(file).forEach(line -> all.add(TestedTest.parse(line)));
            }
        }
        return all;
    }
}

package dev.sluice.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each parser with inputs that Jazzer makes up from what the code does with them: nothing may be thrown but what is
 * declared. {@code -Dsluice.fuzz.seconds=} takes another time for each, {@code -Dsluice.fuzz.runs=} a number of inputs.
 */
class FuzzIT {

    private static final Pattern DONE = Pattern.compile("Done ([0-9]+) runs in ([0-9]+) second");

    private static final String TARGET = "Fuzz.class";

    private static final long FEW = 10_000;

    @ParameterizedTest
    @MethodSource("targets")
    void throwsNothingButWhatIsDeclared(String target) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(Path.of(System.getProperty("sluice.it.workDirectory"), "fuzz", target));
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + target,
                        "--instrumentation_includes=dev.sluice.**",
                        limit())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        String output;
        try {
            int status = process.waitFor();
            output = Files.readString(log);
            assertThat(status).as(output).isZero();
        } finally {
            process.destroyForcibly();
        }
        Matcher done = DONE.matcher(output);
        assertThat(done.find()).as(output).isTrue();
        System.out.printf("%s: %,d inputs in %s s%n", target, Long.parseLong(done.group(1)), done.group(2));
        assertThat(Long.parseLong(done.group(1))).isGreaterThan(FEW);
    }

    /** Every class of the tests whose name ends in {@code Fuzz}: a target that is moved or added is never forgotten. */
    static List<String> targets() throws IOException, URISyntaxException {
        Path root = Path.of(
                FuzzIT.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(name -> name.endsWith(TARGET))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace(File.separatorChar, '.'))
                    .sorted()
                    .toList();
        }
    }

    private static String limit() {
        String runs = System.getProperty("sluice.fuzz.runs", "");
        return runs.isEmpty() ? "-max_total_time=" + System.getProperty("sluice.fuzz.seconds", "60") : "-runs=" + runs;
    }
}

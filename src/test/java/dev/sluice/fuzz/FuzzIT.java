package dev.sluice.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each parser with inputs that Jazzer makes up from what the code does with them: nothing may be thrown but what is
 * declared. {@code -Dsluice.fuzz.seconds=} takes another time for each, {@code -Dsluice.fuzz.runs=} a number of inputs.
 */
class FuzzIT {

    private static final Pattern DONE = Pattern.compile("Done ([0-9]+) runs in ([0-9]+) second");

    private static final long FEW = 10_000;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev.sluice.event.NamesFuzz",
                "dev.sluice.websocket.MessagesFuzz",
                "dev.sluice.publish.BodiesFuzz",
                "dev.sluice.access.TokensFuzz",
                "dev.sluice.gate.AddressesFuzz",
                "dev.sluice.http.HeadersFuzz",
                "dev.sluice.sse.StreamTextFuzz"
            })
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

    private static String limit() {
        String runs = System.getProperty("sluice.fuzz.runs", "");
        return runs.isEmpty() ? "-max_total_time=" + System.getProperty("sluice.fuzz.seconds", "60") : "-runs=" + runs;
    }
}

package dev.sluice.publish;

import dev.sluice.benchmark.micro.Sample;
import dev.sluice.http.MediaRange;
import dev.sluice.settings.Settings;
import dev.sluice.settings.TestSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What an event costs that comes over HTTP, from bytes to draft. */
@State(Scope.Benchmark)
public class BodyBenchmark {

    private static final int LINES = 100;

    private final Settings.Limits limits = TestSettings.with(Map.of()).limits();
    private final byte[] data = Sample.DATA.getBytes(StandardCharsets.UTF_8);
    private final byte[] lines = ("{\"topic\":\"" + Sample.TOPIC + "\",\"event\":\"created\",\"data\":" + Sample.DATA
                    + "}\n")
            .repeat(LINES)
            .getBytes(StandardCharsets.UTF_8);

    @Benchmark
    public Object single() throws IOException {
        return new Body(MediaRange.parse("application/json"))
                .payload(new ByteArrayInputStream(data), limits.eventBytes());
    }

    /** One line of a batch. */
    @Benchmark
    @OperationsPerInvocation(LINES)
    public Object line() throws IOException {
        return new Body(MediaRange.parse("application/x-ndjson"))
                .drafts(new ByteArrayInputStream(lines), limits, topic -> {});
    }
}

package dev.sluice.benchmark.micro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.Statistics;

/** Runs the micro-benchmarks: the figures as {@code micro.json}, and as a table of what one operation takes and allocates. */
public final class Micro {

    /** Short and many: the median bears that the machine does other things, too. */
    private static final TimeValue ITERATION = TimeValue.milliseconds(100);

    private static final int ITERATIONS = 20;
    private static final int WARM_UP = 10;

    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private final Path folder;

    /** @param folder where the results go */
    public Micro(Path folder) {
        this.folder = folder;
    }

    public void run() throws IOException {
        Files.createDirectories(folder);
        try {
            String table = table(new Runner(options()).run());
            Files.writeString(folder.resolve("micro.md"), table);
            System.out.printf("%n%s%nalso in %s: micro.json and micro.md%n", table, folder);
        } catch (RunnerException e) {
            throw new IOException("a micro-benchmark failed", e);
        }
    }

    private Options options() {
        return new OptionsBuilder()
                .include("^dev\\.sluice\\.")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(1)
                .jvmArgs("-Xms1g", "-Xmx1g")
                .warmupIterations(WARM_UP)
                .warmupTime(ITERATION)
                .measurementIterations(ITERATIONS)
                .measurementTime(ITERATION)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .resultFormat(ResultFormatType.JSON)
                .result(folder.resolve("micro.json").toString())
                .build();
    }

    private static String table(Collection<RunResult> results) {
        return results.stream()
                .map(Micro::row)
                .collect(Collectors.joining(
                        "", "| benchmark | with | ns (least) | bytes |\n| --- | --- | ---: | ---: |\n", ""));
    }

    private static String row(RunResult result) {
        Statistics times = result.getPrimaryResult().getStatistics();
        return String.format(
                Locale.ROOT,
                "| %s | %s | %,.0f (%,.0f) | %,.0f |%n",
                name(result.getParams()),
                parameters(result.getParams()),
                times.getPercentile(50),
                times.getMin(),
                result.getSecondaryResults().get(ALLOCATED).getScore());
    }

    private static String name(BenchmarkParams benchmark) {
        String[] names = benchmark.getBenchmark().split("\\.");
        return names[names.length - 2].replace("Benchmark", "") + ", " + names[names.length - 1];
    }

    private static String parameters(BenchmarkParams benchmark) {
        return benchmark.getParamsKeys().stream()
                .map(key -> key + " " + benchmark.getParam(key))
                .collect(Collectors.joining(", "));
    }
}

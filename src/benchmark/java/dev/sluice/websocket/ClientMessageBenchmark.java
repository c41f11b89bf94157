package dev.sluice.websocket;

import dev.sluice.benchmark.micro.Sample;
import dev.sluice.wire.DraftJson;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Measures the cost of a publish message, from text to draft. */
@State(Scope.Benchmark)
public class ClientMessageBenchmark {

    private static final int MESSAGES = 64;

    private final DraftJson drafts = new DraftJson(1 << 20);
    private final String publish = "{\"type\":\"publish\",\"ref\":17,\"topic\":\"" + Sample.TOPIC
            + "\",\"event\":\"created\",\"data\":" + Sample.DATA + "}";
    private final String frame =
            IntStream.range(0, MESSAGES).mapToObj(i -> publish).collect(Collectors.joining(",", "[", "]"));

    @Benchmark
    public void publish(Blackhole read) {
        read(publish, read);
    }

    /** Reads several messages from one frame. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void publishInFrame(Blackhole read) {
        read(frame, read);
    }

    private void read(String text, Blackhole read) {
        ClientMessage.parseAll(text, 1_000)
                .forEach(message ->
                        read.consume(drafts.read(ClientMessage.of(message).draft())));
    }
}

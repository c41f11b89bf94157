package dev.sluice.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/** What the load is to do, told by system properties that begin with {@code load.}. */
final class Order {

    private long wall;
    private long processor;

    InetSocketAddress hub() {
        return new InetSocketAddress("127.0.0.1", number("port", 0));
    }

    Dialect dialect() {
        return Dialect.valueOf(text("dialect"));
    }

    Protocol protocol() {
        return Protocol.valueOf(text("protocol"));
    }

    String text(String name) {
        return Optional.ofNullable(System.getProperty("load." + name))
                .orElseThrow(() -> new IllegalArgumentException("the load needs -Dload." + name));
    }

    int number(String name, int otherwise) {
        return Integer.getInteger("load." + name, otherwise);
    }

    boolean flag(String name) {
        return Boolean.getBoolean("load." + name);
    }

    /** A word for whoever has given the order. */
    void say(String word) {
        System.out.println(word);
    }

    /** From now on it counts, until {@link #endMeasuring}; more than once, all together. */
    void beginMeasuring() {
        say("measure");
        wall -= System.nanoTime();
        processor -= processorTime();
    }

    void endMeasuring() {
        wall += System.nanoTime();
        processor += processorTime();
        say("measured");
    }

    /** How many processors the load itself took: near to a whole one, it is the load that is measured. */
    OptionalDouble processors() {
        return wall == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) processor / wall);
    }

    private static long processorTime() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toNanos();
    }

    /** Whether there has been an answer to the last word. */
    boolean isAnswered() {
        try {
            return System.in.available() > 0 && System.in.read() >= 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

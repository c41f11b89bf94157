package dev.sluice.benchmark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.function.LongFunction;

/** One request that publishes several events. */
final class Batch {

    private Batch() {}

    /** The events with the numbers from {@code first} on, so many. */
    static byte[] request(long first, int count, LongFunction<String> topic, LongFunction<byte[]> data) {
        StringBuilder lines = new StringBuilder();
        for (long event = first; event < first + count; event++) {
            lines.append("{\"topic\":\"")
                    .append(topic.apply(event))
                    .append("\",\"data\":\"")
                    .append(new String(data.apply(event), US_ASCII))
                    .append("\"}\n");
        }
        return Http.post(
                "/api/events/batch", "application/x-ndjson", lines.toString().getBytes(US_ASCII));
    }
}

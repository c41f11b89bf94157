package dev.sluice.sse;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Checks that no part of an event's data can become a field of its stream, and that no part is lost. */
public final class StreamTextFuzz {

    private static final String FIELD = "data: ";

    private StreamTextFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String data = new String(input, StandardCharsets.UTF_8);
        String block = new StreamText().data(data).end();
        List<String> lines = Arrays.asList(block.split("\r\n|\r|\n", -1));
        List<String> expected =
                Arrays.stream(data.split("\r\n|\r|\n", -1)).map(FIELD::concat).toList();
        // two line ends, after the last line of the data and after the block
        if (!lines.subList(0, lines.size() - 2).equals(expected)
                || !lines.subList(lines.size() - 2, lines.size()).equals(List.of("", ""))) {
            throw new AssertionError("the data of the block differs from the input");
        }
    }
}

package dev.sluice.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes chunks as RESTEasy does: it asks for the fields in this order, and writes them unchanged. */
class SseChunkTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id: k3f9-1\nevent: created\ndata: {}\n\n",
                "id: k3f9-1\ndata: a\ndata: \n\nid: k3f9-2\ndata: €\n\n",
                "event: created\ndata: 1\n\n",
                ": \nid: k3f9-1\n\n"
            })
    void areWrittenUnchanged(String text) {
        assertThat(written(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "retry: 2000\nevent: sluice.ready\nid: k3f9-1\ndata: {}\n\n",
                "retry: 1\n\n",
                "data: a\ndata: b\n\n"
            })
    void followAnEmptyEventFieldIfTheyBeginWithNeitherIdNorEvent(String text) {
        assertThat(written(text)).isEqualTo("event: \n" + text);
    }

    @Test
    void showOnlyTheirSizeInALog() {
        assertThat(new SseChunk("data: secret\n\n".getBytes(UTF_8))).hasToString("14 bytes");
    }

    private static String written(String text) {
        SseChunk chunk = new SseChunk(text.getBytes(UTF_8));
        StringBuilder written = new StringBuilder();
        append(written, ": ", chunk.getComment());
        append(written, "event: ", chunk.getName());
        append(written, "id: ", chunk.getId());
        return written.append('\n').toString();
    }

    private static void append(StringBuilder written, String lead, String value) {
        if (value != null) {
            written.append(lead).append(value).append('\n');
        }
    }
}

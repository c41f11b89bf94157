package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptTest {

    private static Accept accept(String line) {
        return Accept.of(FieldText.elements(line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/event-stream",
                "TEXT/Event-Stream",
                "text/event-stream;charset=utf-8",
                "text/event-stream, */*",
                "*/*, text/event-stream",
                "text/event-stream, */*;q=0.5",
                "text/event-stream, application/json;q=0.9",
                "application/json;q=.2, text/event-stream;q=.3",
                "text/*",
                "application/json;q=0, */*",
                "text/html;x=\"a,b;c\", text/event-stream"
            })
    void isAStream(String line) {
        assertThat(accept(line).prefersStream()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*/*",
                "application/json",
                "text/event-stream, application/json",
                "application/json, text/event-stream",
                "text/event-stream;q=0.5, application/json",
                "text/event-stream;q=0.5, */*",
                "text/event-stream;q=0",
                "text/event-stream;q=0, */*",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",
                "application/*, text/*",
                "application/text-event-stream",
                "x/y;z=\"text/event-stream\""
            })
    void isNoStream(String line) {
        assertThat(accept(line).prefersStream()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a:b",
                "a, b",
                "\"",
                "/",
                ";",
                "x;q",
                "x/y;q",
                "x/y;q=",
                "x/y;q=abc",
                "x/y;q=2",
                "x/y;q=-1",
                "x/y;q=1e0",
                "x/y;q=0x1",
                "x/y;q=NaN",
                "x/y;=a",
                "*/json",
                "text/event-stream;q=abc",
                "text/event-stream, a/ b",
                "text/ä",
                "text/event-stream;x=\"a"
            })
    void anUnreadableHeaderIsNone(String line) {
        assertThat(accept(line).ranges()).isEmpty();
        assertThat(accept(line).line()).isEmpty();
        assertThat(accept(line).containsJson()).isTrue();
    }

    @Test
    void toleratesWhatIsCommon() {
        assertThat(accept("text/html, *; q=.2").line()).contains("text/html, */*;q=0.2");
        assertThat(accept("a/b , , c/d;\tq=0.33333;ext").line()).contains("a/b, c/d;q=0.334");
        assertThat(accept("a/b;;c = \"d,\\\"e\" ;q=1.000").line()).contains("a/b");
        assertThat(accept("a/b;q=0.0000001").line()).contains("a/b;q=0.001");
    }

    @Test
    void leavesOutWhatIsRefused() {
        assertThat(accept("text/html;q=0, */*;q=0.000").isSatisfiable()).isFalse();
        assertThat(accept("text/html;q=0, */*").line()).contains("*/*");
        assertThat(new Accept(List.of()).isSatisfiable()).isTrue();
    }

    @Test
    void theNarrowestRangeDecides() {
        assertThat(accept("*/*, application/json;q=0").containsJson()).isFalse();
        assertThat(accept("*/*;q=0, application/*").containsJson()).isTrue();
        assertThat(accept("application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1")
                        .prefers("application/openmetrics-text", "text/plain"))
                .isTrue();
    }
}

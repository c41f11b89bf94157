package dev.sluice.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FrameTextTest {

    @Test
    void isAnArrayOfSeveralMessages() {
        FrameText frame = new FrameText(2);
        frame.next(2).append("{}");
        frame.next(7).append("{\"a\":1}");
        assertThat(frame.take()).isEqualTo("[{},{\"a\":1}]");
    }

    @Test
    void isTheMessageItselfIfThereIsOne() {
        FrameText frame = new FrameText(1_000_000);
        frame.next(2).append("{}");
        assertThat(frame.take()).isEqualTo("{}");
    }

    @Test
    void isEmptyAfterItHasBeenTaken() {
        FrameText frame = new FrameText(3);
        frame.next(2).append("{}");
        frame.take();
        assertThat(frame.isEmpty()).isTrue();
        frame.next(1).append("1");
        frame.next(1).append("2");
        assertThat(frame.take()).isEqualTo("[1,2]");
    }
}

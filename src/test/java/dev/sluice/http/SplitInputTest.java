package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.session.IncomingMessage;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class SplitInputTest {

    private final IncomingMessage message = new IncomingMessage(System::nanoTime, Optional::empty);

    /** What has come of a client that stays; a read of no bytes waits for nothing. */
    private static ServletInputStream client(int... bytes) {
        byte[] there = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            there[i] = (byte) bytes[i];
        }
        ByteArrayInputStream input = new ByteArrayInputStream(there);
        return new ServletInputStream() {
            @Override
            public int available() {
                return input.available();
            }

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                return Math.max(0, input.read(into, offset, length));
            }

            @Override
            public boolean isFinished() {
                return false;
            }

            @Override
            public boolean isReady() {
                return input.available() > 0;
            }

            @Override
            public void setReadListener(ReadListener listener) {
                throw new UnsupportedOperationException();
            }
        };
    }

    @Test
    void readsAFrameAsItIs() throws IOException {
        SplitInput input = new SplitInput(client(0x81, 0x81, 1, 2, 3, 4, 'x'), message);
        assertThat(input.readNBytes(7)).containsExactly(0x81, 0x81, 1, 2, 3, 4, 'x');
    }

    /** It waited for ever for a byte that a refused client does not send any more. */
    @Test
    void givesNoSingleBytes() {
        SplitInput input = new SplitInput(client(0x81, 0x01, 'x'), message);
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThatThrownBy(() -> {
                            for (int i = 0; i < 10; i++) {
                                input.read();
                            }
                        })
                        .isInstanceOf(UnsupportedOperationException.class));
    }
}

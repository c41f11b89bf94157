package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server takes the buffers of a closed connection for the next request, of anybody, while the old streams still work. */
@Timeout(60)
class ConnectionEndTest {

    private final ConnectionEnd end = new ConnectionEnd();
    private final Written client = new Written();
    private final UpgradedOutput output = new UpgradedOutput(client, end);

    /** The buffers of the server. */
    private static final class Written extends ServletOutputStream {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final CountDownLatch begun = new CountDownLatch(1);
        private volatile Runnable beforeWriting = () -> {};
        private WriteListener listener;

        @Override
        public void write(int b) {
            begun.countDown();
            beforeWriting.run();
            bytes.write(b);
        }

        @Override
        public boolean isReady() {
            return false;
        }

        @Override
        public void setWriteListener(WriteListener newListener) {
            listener = newListener;
        }
    }

    @Test
    void nothingIsWrittenAfterTheEnd() throws IOException {
        output.write(1);
        output.write(new byte[] {2, 3}, 0, 2);
        end.reach();
        assertThatIOException().isThrownBy(() -> output.write(4));
        assertThatIOException().isThrownBy(() -> output.write(new byte[] {5, 6}));
        assertThatIOException().isThrownBy(output::flush);
        assertThat(client.bytes.toByteArray()).containsExactly(1, 2, 3);
    }

    @Test
    void theEndWaitsForAWriteThatIsUnderWay() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        client.beforeWriting = () -> awaitQuietly(goOn);
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(1));
        client.begun.await();
        Thread ending = new Thread(end::reach);
        ending.start();
        await().until(() -> ending.getState() == Thread.State.TIMED_WAITING);
        assertThat(client.bytes.size()).isZero();
        goOn.countDown();
        writing.join();
        ending.join();
        assertThat(client.bytes.size()).isEqualTo(1);
    }

    /** The write of a client that does not read ends with its connection only. */
    @Test
    void theEndComesAlthoughAWriteDoesNotEnd() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        client.beforeWriting = () -> awaitQuietly(goOn);
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(1));
        client.begun.await();
        end.reach();
        assertThat(end.isReached()).isTrue();
        goOn.countDown();
        writing.join();
    }

    @Test
    void aWriterMayEndItsOwnConnection() throws IOException {
        client.beforeWriting = end::reach;
        output.write(1);
        assertThatIOException().isThrownBy(() -> output.write(2));
    }

    /** It keeps frames until it may write them, and their senders wait for that. */
    @Test
    void aWriterThatWaitsLearnsOfTheEndByItsNextWrite() throws IOException {
        AtomicInteger refused = new AtomicInteger();
        output.setWriteListener(new WriteListener() {
            @Override
            public void onWritePossible() throws IOException {
                assertThat(output.isReady()).isTrue();
                assertThatIOException().isThrownBy(() -> output.write(1));
                refused.incrementAndGet();
            }

            @Override
            public void onError(Throwable fault) {
                throw new AssertionError("Tyrus logs it with its stack", fault);
            }
        });
        client.listener.onError(new IOException("broken off"));
        assertThat(refused).hasValue(1);
    }

    @Test
    void nothingIsReadAfterTheEnd() throws IOException {
        AtomicInteger told = new AtomicInteger();
        Readable readable = new Readable();
        UpgradedInput input = new UpgradedInput(readable, end);
        input.setReadListener(listener(told));
        input.listen();
        readable.listener.onDataAvailable();
        assertThat(input.isReady()).isTrue();
        assertThat(input.read(new byte[2], 0, 2)).isEqualTo(2);
        end.reach();
        readable.listener.onDataAvailable();
        assertThat(told).hasValue(1);
        assertThat(input.isReady()).isFalse();
        assertThat(input.isFinished()).isTrue();
        assertThat(input.available()).isZero();
        assertThatIOException().isThrownBy(() -> input.read(new byte[2], 0, 2));
        assertThat(readable.bytes.available()).isEqualTo(1);
    }

    private static ReadListener listener(AtomicInteger told) {
        return new ReadListener() {
            @Override
            public void onDataAvailable() {
                told.incrementAndGet();
            }

            @Override
            public void onAllDataRead() {}

            @Override
            public void onError(Throwable fault) {}
        };
    }

    private static final class Readable extends ServletInputStream {

        private final ByteArrayInputStream bytes = new ByteArrayInputStream(new byte[] {1, 2, 3});
        private ReadListener listener;

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int available() {
            return bytes.available();
        }

        @Override
        public boolean isFinished() {
            return false;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener newListener) {
            listener = newListener;
        }
    }

    private void write(int b) {
        try {
            output.write(b);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

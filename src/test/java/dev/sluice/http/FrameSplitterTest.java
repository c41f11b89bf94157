package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.Caller;
import dev.sluice.access.Grants;
import dev.sluice.access.Visitor;
import dev.sluice.policy.Bulkhead;
import dev.sluice.session.IncomingMessage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameSplitterTest {

    private static final int TEXT = 0x1;
    private static final int BINARY = 0x2;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int LAST = 0x80;
    private static final int MASK = 0xA1B2C3D4;

    private final Random random = new Random(19);
    private final AtomicLong clock = new AtomicLong();
    private final Bulkhead places = new Bulkhead(1, 1);
    private final Visitor visitor =
            new Visitor(new Caller(Optional.empty(), Grants.NONE, Optional.empty()), "192.0.2.1");
    private final IncomingMessage message = new IncomingMessage(clock::get, () -> places.tryAcquire(visitor));
    private final FrameSplitter splitter = new FrameSplitter(clock::get, message);

    /** What a server reads: a frame with its payload unmasked. */
    private record Frame(int first, byte[] payload) {

        static List<Frame> parse(byte[] bytes) {
            List<Frame> frames = new ArrayList<>();
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                int first = Byte.toUnsignedInt(buffer.get());
                int code = buffer.get() & 0x7f;
                int length = code == 126 ? Short.toUnsignedInt(buffer.getShort()) : code;
                byte[] payload = new byte[length];
                int mask = buffer.getInt();
                buffer.get(payload);
                frames.add(new Frame(first, masked(payload, mask)));
            }
            return frames;
        }
    }

    private static byte[] masked(byte[] payload, int mask) {
        byte[] masked = payload.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= (byte) (mask >> 8 * (3 - i % 4));
        }
        return masked;
    }

    private static byte[] frame(int first, byte[] payload) {
        ByteBuffer frame = head(first, 0x80, payload.length).putInt(MASK).put(masked(payload, MASK));
        return Arrays.copyOf(frame.array(), frame.position());
    }

    private static ByteBuffer head(int first, int masked, long length) {
        ByteBuffer head = ByteBuffer.allocate(14 + (int) Math.max(0, Math.min(length, 1 << 20)))
                .put((byte) first);
        if (length >= 0 && length < 126) {
            return head.put((byte) (masked | length));
        }
        return length >= 0 && length < 1 << 16
                ? head.put((byte) (masked | 126)).putShort((short) length)
                : head.put((byte) (masked | 127)).putLong(length);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** In reads of any length. */
    private List<Frame> split(byte[] bytes) {
        ByteArrayOutputStream pieces = new ByteArrayOutputStream();
        for (int at = 0, count; at < bytes.length; at += count) {
            count = Math.min(bytes.length - at, 1 + random.nextInt(random.nextBoolean() ? 3 : 40_000));
            splitter.split(Arrays.copyOfRange(bytes, at, at + count), count, pieces);
        }
        return Frame.parse(pieces.toByteArray());
    }

    /** The end of the connection in the client's name, which the server answers with the same. */
    private static void assertRefused(List<Frame> frames, int code, String reason) {
        assertThat(frames).extracting(Frame::first).containsExactly(LAST | CLOSE);
        byte[] payload = frames.get(0).payload();
        assertThat(payload).hasSizeBetween(3, 125);
        assertThat((int) ByteBuffer.wrap(payload).getShort()).isEqualTo(code);
        assertThat(new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8))
                .contains(reason);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, FrameSplitter.PIECE - 1, FrameSplitter.PIECE})
    void leavesSmallFramesAsTheyAre(int length) {
        byte[] payload = bytes(length);
        List<Frame> frames = split(frame(LAST | TEXT, payload));
        assertThat(frames).hasSize(1);
        assertThat(frames.get(0).first()).isEqualTo(LAST | TEXT);
        assertThat(frames.get(0).payload()).isEqualTo(payload);
    }

    @ParameterizedTest
    @ValueSource(ints = {FrameSplitter.PIECE + 1, 2 * FrameSplitter.PIECE, 65_535, 65_536, 1_000_001})
    void splitsALargeFrame(int length) {
        byte[] payload = bytes(length);
        List<Frame> frames = split(frame(LAST | BINARY, payload));
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (int i = 0; i < frames.size(); i++) {
            int first = (i == 0 ? BINARY : 0) | (i == frames.size() - 1 ? LAST : 0);
            assertThat(frames.get(i).first()).isEqualTo(first);
            assertThat(frames.get(i).payload().length).isLessThanOrEqualTo(FrameSplitter.PIECE);
            whole.writeBytes(frames.get(i).payload());
        }
        assertThat(whole.toByteArray()).isEqualTo(payload);
    }

    /** A client's own fragments, with a ping between them. */
    @Test
    void keepsWhatIsAFragment() {
        byte[] large = bytes(40_000);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        sent.writeBytes(frame(TEXT, large));
        sent.writeBytes(frame(LAST | PING, bytes(3)));
        sent.writeBytes(frame(LAST, bytes(20_000)));
        assertThat(split(sent.toByteArray()))
                .extracting(Frame::first)
                .containsExactly(TEXT, 0, 0, LAST | PING, 0, LAST);
    }

    @Test
    void refusesAFrameWithoutAMask() {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        sent.writeBytes(frame(LAST | TEXT, bytes(5)));
        sent.writeBytes(Arrays.copyOf(head(LAST | TEXT, 0, 5).array(), 7));
        sent.writeBytes(frame(LAST | TEXT, bytes(5)));
        List<Frame> frames = split(sent.toByteArray());
        assertThat(frames).extracting(Frame::first).containsExactly(LAST | TEXT, LAST | CLOSE);
        assertRefused(frames.subList(1, 2), 1002, "must mask");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE})
    void refusesALengthThatIsNone(long length) {
        assertRefused(split(head(LAST | TEXT, 0x80, length).putInt(MASK).array()), 1002, "2^63");
    }

    @Test
    void refusesAControlFrameThatIsTooLong() {
        assertRefused(split(frame(LAST | PING, bytes(126))), 1002, "125 bytes");
    }

    /** RFC 6455, section 5.2: the minimal number of bytes must be used. */
    @ParameterizedTest
    @ValueSource(ints = {0, 5, 125})
    void refusesALengthInMoreBytesThanItNeeds(int length) {
        byte[] two = ByteBuffer.allocate(8)
                .put((byte) (LAST | TEXT))
                .put((byte) (0x80 | 126))
                .putShort((short) length)
                .putInt(MASK)
                .array();
        assertRefused(split(two), 1002, "shortest encoding");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 125, 126, 65_535})
    void refusesALengthInEightBytesThatNeedsFewer(long length) {
        byte[] eight = ByteBuffer.allocate(14)
                .put((byte) (LAST | TEXT))
                .put((byte) (0x80 | 127))
                .putLong(length)
                .putInt(MASK)
                .array();
        assertRefused(split(eight), 1002, "shortest encoding");
    }

    /** They make no message, and are charged as none. */
    @Test
    void takesOnlySoManyTinyFragmentsASecond() {
        assertThat(split(frame(TEXT, bytes(0)))).extracting(Frame::first).containsExactly(TEXT);
        for (int i = 0; i < 100; i++) {
            assertThat(split(frame(0, bytes(i % 2)))).extracting(Frame::first).containsExactly(0);
        }
        assertRefused(split(frame(0, bytes(1_023))), 1008, "fragments");
    }

    private boolean isPlaceFree() {
        Optional<Bulkhead.Permit> place = places.tryAcquire(visitor);
        place.ifPresent(Bulkhead.Permit::close);
        return place.isPresent();
    }

    private int passedOn(byte[] frame) {
        ByteArrayOutputStream pieces = new ByteArrayOutputStream();
        splitter.split(frame, frame.length, pieces);
        return pieces.size();
    }

    @Test
    void takesAPlaceForALargeMessageUntilItsEnd() {
        split(frame(TEXT, bytes(IncomingMessage.SMALL)));
        assertThat(isPlaceFree()).isTrue();
        split(frame(0, bytes(1)));
        assertThat(isPlaceFree()).isFalse();
        split(frame(LAST | PING, bytes(1)));
        assertThat(isPlaceFree()).isFalse();
        split(frame(LAST, bytes(0)));
        assertThat(isPlaceFree()).isTrue();
        split(frame(LAST | TEXT, bytes(IncomingMessage.SMALL + 1)));
        assertThat(isPlaceFree()).isTrue();
    }

    @Test
    void dropsWhatThereIsNoPlaceFor() {
        Bulkhead.Permit taken = places.tryAcquire(visitor).orElseThrow();
        split(frame(TEXT, bytes(IncomingMessage.SMALL)));
        assertThat(passedOn(frame(0, bytes(5_000)))).isLessThan(20);
        assertThat(passedOn(frame(0, bytes(5_000)))).isZero();
        taken.close();
    }

    @Test
    void takesNoPlaceWhenTheClientHasGone() {
        split(frame(TEXT, bytes(IncomingMessage.SMALL + 1)));
        message.close();
        assertThat(isPlaceFree()).isTrue();
        split(frame(LAST, bytes(0)));
        assertThat(passedOn(frame(TEXT, bytes(IncomingMessage.SMALL + 1)))).isLessThan(IncomingMessage.SMALL + 100);
        assertThat(isPlaceFree()).isTrue();
    }

    /** A message that ends is charged, and a large fragment comes closer to the limit of a message. */
    @Test
    void doesNotCountFragmentsThatMakeAMessage() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(split(frame(TEXT, bytes(1)))).extracting(Frame::first).containsExactly(TEXT);
            assertThat(split(frame(0, bytes(1_024)))).extracting(Frame::first).containsExactly(0);
            assertThat(split(frame(LAST, bytes(1)))).extracting(Frame::first).containsExactly(LAST);
        }
    }

    @Test
    void takesOnlySoManyPingsASecond() {
        for (int i = 0; i < 100; i++) {
            assertThat(split(frame(LAST | PING, bytes(3))))
                    .extracting(Frame::first)
                    .containsExactly(LAST | PING);
        }
        clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
        for (int i = 0; i < 10; i++) {
            assertThat(split(frame(LAST | PING, bytes(3))))
                    .extracting(Frame::first)
                    .containsExactly(LAST | PING);
        }
        assertThat(split(frame(LAST | TEXT, bytes(3)))).extracting(Frame::first).containsExactly(LAST | TEXT);
        assertRefused(split(frame(LAST | PING, bytes(3))), 1008, "pings");
    }
}

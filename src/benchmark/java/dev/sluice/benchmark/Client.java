package dev.sluice.benchmark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/** One subscriber. It finds its events in what it reads, wherever the reads happen to cut. */
final class Client {

    private final SocketChannel channel;
    private final String topic;
    private final Optional<String> after;
    private final byte[] openSign;
    private final Protocol protocol;
    private final Dialect dialect;

    private byte[] rest = new byte[0];
    private boolean open;
    private boolean agreed;
    private long events;
    private long sum;
    private long last = -1;
    private boolean inOrder = true;
    private final long begun = System.nanoTime();
    private long firstAt;
    private long lastAt;

    Client(SocketChannel channel, Dialect dialect, Protocol protocol, String topic, Optional<String> after) {
        this.channel = channel;
        this.dialect = dialect;
        this.protocol = protocol;
        this.topic = topic;
        this.after = after;
        this.openSign = dialect.openSign(protocol);
    }

    SocketChannel channel() {
        return channel;
    }

    boolean isOpen() {
        return open;
    }

    long events() {
        return events;
    }

    /** Of the numbers of its events: one that came twice does not make up for one that did not come. */
    long sum() {
        return sum;
    }

    /** Whether it has exactly the events with these numbers, in their order. */
    boolean hasExactly(long first, int count) {
        return events == count && inOrder && sum == count * first + count * (count - 1L) / 2;
    }

    /** From when it set out until its first event had come. */
    long nanosToFirst() {
        return firstAt - begun;
    }

    /** When its latest event came. */
    long lastAt() {
        return lastAt;
    }

    /** From when it set out until its latest event had come. */
    long nanosToLast() {
        return lastAt - begun;
    }

    /** Says what it wants, once connected. */
    void ask() throws IOException {
        write(dialect.request(protocol, topic, after));
    }

    /** @return how many events stood in it */
    int read(byte[] bytes, int length, long now, Tally tally) throws IOException {
        byte[] all = bytes;
        int end = length;
        if (rest.length > 0) {
            all = new byte[rest.length + length];
            System.arraycopy(rest, 0, all, 0, rest.length);
            System.arraycopy(bytes, 0, all, rest.length, length);
            end = all.length;
            rest = new byte[0];
        }
        int from = open ? 0 : opening(all, end);
        return open ? events(all, from, end, now, tally) : 0;
    }

    private int opening(byte[] bytes, int end) throws IOException {
        if (!agreed && protocol == Protocol.WEBSOCKET) {
            int head = indexOf(bytes, end, new byte[] {'\r', '\n', '\r', '\n'});
            if (head < 0) {
                keep(bytes, 0, end);
                return end;
            }
            agreed = true;
            Optional<byte[]> wish = dialect.afterHandshake(topic, after);
            if (wish.isPresent()) {
                write(wish.get());
            }
        }
        int sign = indexOf(bytes, end, openSign);
        if (sign < 0) {
            keep(bytes, 0, end);
            return end;
        }
        open = true;
        return sign + openSign.length;
    }

    private int events(byte[] bytes, int from, int end, long now, Tally tally) {
        int count = 0;
        for (int i = from; i < end; i++) {
            if (bytes[i] == Mark.SIGN) {
                if (end - i < Mark.LENGTH) {
                    keep(bytes, i, end);
                    break;
                }
                if (!Mark.isAt(bytes, i)) {
                    continue;
                }
                long number = Mark.number(bytes, i);
                sum += number;
                inOrder &= number > last;
                last = number;
                tally.arrival(now - Mark.nanos(bytes, i));
                count++;
                i += Mark.LENGTH - 1;
            }
        }
        if (count > 0) {
            firstAt = events == 0 ? now : firstAt;
            lastAt = now;
        }
        events += count;
        return count;
    }

    private void keep(byte[] bytes, int from, int end) {
        rest = new byte[end - from];
        System.arraycopy(bytes, from, rest, 0, rest.length);
    }

    private void write(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static int indexOf(byte[] bytes, int end, byte[] sign) {
        for (int i = 0; i + sign.length <= end; i++) {
            int k = 0;
            while (k < sign.length && bytes[i + k] == sign[k]) {
                k++;
            }
            if (k == sign.length) {
                return i;
            }
        }
        return -1;
    }
}

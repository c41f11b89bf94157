package dev.sluice.benchmark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/**
 * The data of one event: a sign, the number of the event, when it was to be
 * published (by {@link System#nanoTime}, which all processes of a machine share), and filling. So a subscriber finds its
 * events in whatever framing a hub wraps them in.
 */
final class Mark {

    static final byte SIGN = '@';

    /** The sign and the two numbers. */
    static final int LENGTH = 1 + 10 + 17;

    private Mark() {}

    static byte[] data(long number, long nanos, int size) {
        byte[] data = new byte[Math.max(size, LENGTH)];
        Arrays.fill(data, (byte) '.');
        byte[] mark = String.format("@%010d%017d", number, nanos).getBytes(US_ASCII);
        System.arraycopy(mark, 0, data, 0, LENGTH);
        return data;
    }

    /** Whether it is one: the length of a frame may look like the sign. */
    static boolean isAt(byte[] bytes, int sign) {
        for (int i = sign + 1; i < sign + LENGTH; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return false;
            }
        }
        return true;
    }

    static long number(byte[] bytes, int sign) {
        return decimal(bytes, sign + 1, sign + 11);
    }

    static long nanos(byte[] bytes, int sign) {
        return decimal(bytes, sign + 11, sign + LENGTH);
    }

    private static long decimal(byte[] bytes, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            value = value * 10 + (bytes[i] - '0');
        }
        return value;
    }
}

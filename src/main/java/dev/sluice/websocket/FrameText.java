package dev.sluice.websocket;

/** The text of one frame: a message, or an array of those that go together. Put together once, since it is what costs. */
final class FrameText {

    /** The approximate size of one delivery. */
    private static final int MOST_RESERVED = 64 << 10;

    private final int expected;
    private final StringBuilder text = new StringBuilder(0);
    private int messages;

    /** @param expected how many messages may come, each about as long as the first; a quarter more is no reason to grow */
    FrameText(int expected) {
        this.expected = expected;
    }

    /** Where to write the next message, which has this length. */
    StringBuilder next(int length) {
        if (messages++ > 0) {
            return text.append(',');
        }
        text.ensureCapacity((int) Math.min(MOST_RESERVED, expected * (length + length / 4L)));
        return text.append('[');
    }

    boolean isEmpty() {
        return messages == 0;
    }

    /** Takes the text of the frame and empties it. */
    String take() {
        String frame = messages == 1 ? text.substring(1) : text.append(']').toString();
        text.setLength(0);
        messages = 0;
        return frame;
    }
}

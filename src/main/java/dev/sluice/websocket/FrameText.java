package dev.sluice.websocket;

/** Collects the text of one frame: a message, or an array of several. Copying text is the main cost, so it is copied once. */
final class FrameText {

    /** The approximate size of one delivery. */
    private static final int MAX_RESERVED = 64 << 10;

    private final int expected;
    private final StringBuilder text = new StringBuilder(0);
    private int messages;

    /** @param expected the number of messages, each about as long as the first: a quarter more still fits without growing */
    FrameText(int expected) {
        this.expected = expected;
    }

    /** Gives the buffer to which the caller appends the next message, of this length. */
    StringBuilder next(int length) {
        if (messages++ > 0) {
            return text.append(',');
        }
        text.ensureCapacity((int) Math.min(MAX_RESERVED, expected * (length + length / 4L)));
        return text.append('[');
    }

    boolean isEmpty() {
        return messages == 0;
    }

    /** Gives the text of the frame, and empties it. */
    String take() {
        String frame = messages == 1 ? text.substring(1) : text.append(']').toString();
        text.setLength(0);
        messages = 0;
        return frame;
    }
}

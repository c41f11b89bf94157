package dev.sluice.websocket;

/** The text of one frame: a message, or an array of those that go together. Put together once, since it is what costs. */
final class FrameText {

    private final StringBuilder text = new StringBuilder(512).append('[');
    private int messages;

    /** Where to write the next message. */
    StringBuilder next() {
        return messages++ == 0 ? text : text.append(',');
    }

    boolean isEmpty() {
        return messages == 0;
    }

    /** What goes into the frame; after that it is empty. */
    String take() {
        String frame = messages == 1 ? text.substring(1) : text.append(']').toString();
        text.setLength(1);
        messages = 0;
        return frame;
    }
}

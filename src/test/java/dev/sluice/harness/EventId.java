package dev.sluice.harness;

/** An id as the wire has it, taken apart to see whether positions are gapless. A client would not look inside. */
public record EventId(String epoch, long position) {

    public static EventId parse(String text) {
        int dash = text.lastIndexOf('-');
        return new EventId(text.substring(0, dash), Long.parseLong(text.substring(dash + 1)));
    }

    public EventId plus(long positions) {
        return new EventId(epoch, position + positions);
    }

    public boolean isAfter(EventId other) {
        return position > other.position;
    }

    @Override
    public String toString() {
        return epoch + "-" + position;
    }
}

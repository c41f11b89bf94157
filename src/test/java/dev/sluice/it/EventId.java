package dev.sluice.it;

/** An id as the wire has it, taken apart to see whether positions are gapless. A client would not look inside. */
record EventId(String epoch, long position) {

    static EventId parse(String text) {
        int dash = text.lastIndexOf('-');
        return new EventId(text.substring(0, dash), Long.parseLong(text.substring(dash + 1)));
    }

    EventId plus(long positions) {
        return new EventId(epoch, position + positions);
    }

    boolean isAfter(EventId other) {
        return position > other.position;
    }

    @Override
    public String toString() {
        return epoch + "-" + position;
    }
}

package dev.sluice.journal;

/**
 * A topic and the position of one of its events.
 *
 * @param position 0 if the topic has no event up to the position that the query asks for
 */
record TopicPosition(String topic, long position) {

    /** EclipseLink calls only public constructors in a constructor expression. */
    public TopicPosition {}
}

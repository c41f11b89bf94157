package dev.sluice.journal;

/** An idempotency key and the position of its event. */
record KeyPosition(String key, long position) {

    /** EclipseLink calls only public constructors in a constructor expression. */
    public KeyPosition {}
}

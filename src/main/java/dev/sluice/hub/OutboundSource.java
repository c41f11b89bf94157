package dev.sluice.hub;

import java.io.IOException;

/** Something of a connection that may have something to write. */
abstract class OutboundSource {

    /** Whether it stands in the connection's queue, of which the connection's monitor is the guard. */
    boolean isReady;

    /** Writes one helping, on the connection's one writing thread; gives whether there may be more. */
    abstract boolean write() throws IOException;
}

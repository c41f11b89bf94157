package dev.sluice.hub;

import java.io.IOException;

/** Something of a connection that may have something to write. */
interface Source {

    /** Writes one helping, on the connection's one writing thread; gives whether there may be more. */
    boolean write() throws IOException;
}

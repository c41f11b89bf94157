package dev.sluice.databases;

/** A server of this machine that can go away and come back. */
public interface DatabaseServer extends AutoCloseable {

    Database emptyDatabase();

    /** As {@code kill -9}. */
    void kill();

    /** After it has been killed. */
    void startAgain();

    /** It keeps its connections, and says nothing any more. */
    void freeze();

    void thaw();

    @Override
    void close();
}

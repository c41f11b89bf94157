package dev.sluice.ops;

import java.util.List;
import java.util.Map;

/** This node, as a server's console or JConsole shows it: {@code dev.sluice:type=Node,context=…}. */
public interface NodeMXBean {

    /** Open streams and WebSockets, by protocol. */
    Map<String, Integer> getConnections();

    long getSubscriptions();

    /** Events that clients are behind, all together. */
    long getLag();

    /** Events that the client is behind which is most. */
    long getGreatestLag();

    /** Over the last ten seconds; without volatile events. */
    double getPublishedPerSecond();

    /** Over the last ten seconds: each event as often as it was written to a client. */
    double getDeliveredPerSecond();

    /** The cursor of the newest event; empty if the journal cannot be reached. */
    String getHead();

    /** How many events the journal holds, as retention last saw. */
    long getJournalEvents();

    /** The bytes of their data, as retention last saw. */
    long getJournalBytes();

    /**
     * Looks at once whether settings have changed.
     *
     * @return the keys of those that have
     */
    List<String> reload();

    /** Turns unready, and sends the clients away within the time that the setting says; does not wait for it. */
    void drain();

    /** Ends a connection on this node; its client may come back. */
    void close(String connection);

    /** Forgets every event up to a cursor, or a position, of the journal. */
    void trim(String upTo);
}

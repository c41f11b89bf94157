package dev.sluice.admin;

import java.util.List;
import java.util.Map;

/** This node, as a server's console or JConsole shows it: {@code dev.sluice:type=Node,context=…}. */
public interface NodeMXBean {

    @Description("the version of the gateway")
    String getVersion();

    @Description("open streams and WebSockets, by protocol")
    Map<String, Integer> getConnections();

    @Description("subscriptions of all connections: a stream is one, a WebSocket has any number")
    long getSubscriptions();

    @Description("events that clients are behind, all together")
    long getLag();

    @Description("events that the client is behind which is most")
    long getGreatestLag();

    @Description("over the last ten seconds; without volatile events")
    double getPublishedPerSecond();

    @Description("over the last ten seconds: each event as often as it was written to a client")
    double getDeliveredPerSecond();

    @Description("the cursor of the newest event; empty if the journal cannot be reached")
    String getHead();

    @Description("how many events the journal holds, as retention last saw")
    long getJournalEvents();

    @Description("the bytes of their data, as retention last saw")
    long getJournalBytes();

    /** @return the keys of those that have changed */
    @Description("looks at once whether settings have changed")
    List<String> reload();

    /** @return the seconds until the end that holds: that of a drain under way, if it is earlier */
    @Description(
            "starts a drain: readiness becomes false, and all clients are disconnected within sluice.drain. Returns at once, with"
                    + " the seconds until the drain ends; a drain that already runs keeps its earlier end")
    long drain();

    @Description("cancels a drain: the node turns ready and accepts clients again; refused once the server stops")
    void cancelDrain();

    @Description("ends a connection of this node by its id, which begins with c-; its client may come back")
    void close(@Description("connection") String connection);

    @Description("forgets every event up to a cursor, or a position, of the journal")
    void trim(@Description("upTo") String upTo);
}

package dev.sluice.admin;

import java.util.List;
import java.util.Map;

/** The JMX bean of this node, {@code dev.sluice:type=Node,context=…}. */
public interface NodeMXBean {

    @Description("Version of the gateway")
    String getVersion();

    @Description("Open streams and WebSockets, by protocol")
    Map<String, Integer> getConnections();

    @Description("Subscriptions of all connections: a stream has one, a WebSocket any number")
    long getSubscriptions();

    @Description("Events that have not been delivered yet, summed over all connections")
    long getLag();

    @Description("Events that have not been delivered yet on the connection with the greatest lag")
    long getGreatestLag();

    @Description("Published events per second over the last ten seconds, without volatile events")
    double getPublishedPerSecond();

    @Description("Delivered events per second over the last ten seconds, counted once for each client")
    double getDeliveredPerSecond();

    @Description("Cursor of the newest event; empty if the journal is unavailable")
    String getHead();

    @Description("Events in the journal, as of the last run of the retention")
    long getJournalEvents();

    @Description("Bytes of the data of these events, as of the last run of the retention")
    long getJournalBytes();

    /** @return the keys of the changed settings */
    @Description("Reloads the settings immediately. Returns the keys of those that have changed")
    List<String> reload();

    /** @return the seconds until the drain ends; a current drain keeps an earlier end */
    @Description(
            "Starts a drain: the node becomes unready, and all clients are disconnected within sluice.drain. Returns immediately"
                    + " with the seconds until the drain ends; a current drain keeps an earlier end")
    long drain();

    @Description(
            "Cancels a drain: the node becomes ready and accepts clients again. Refused while the server is stopping")
    void cancelDrain();

    @Description("Closes a connection of this node by its id, which starts with c-. The client may reconnect")
    void close(@Description("connection") String connection);

    @Description("Removes all events up to a cursor or a position from the journal")
    void trim(@Description("upTo") String upTo);
}

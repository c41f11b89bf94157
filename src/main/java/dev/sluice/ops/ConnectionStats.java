package dev.sluice.ops;

import dev.sluice.hub.Connection;
import dev.sluice.hub.Hub;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who is connected at this moment: to know, all of them are looked at.
 *
 * @param protocols how many there are of each
 * @param lag by how many events they are behind, all together
 * @param greatestLag by how many the one is that is most
 */
record ConnectionStats(Map<String, Integer> protocols, long subscriptions, long lag, long greatestLag) {

    ConnectionStats {
        protocols = Map.copyOf(protocols);
    }

    static ConnectionStats of(Hub hub) {
        Map<String, Integer> protocols = new TreeMap<>();
        long subscriptions = 0;
        long lag = 0;
        long greatest = 0;
        for (Connection connection : (Iterable<Connection>) hub.connections()::iterator) {
            protocols.merge(connection.protocol(), 1, Integer::sum);
            subscriptions += connection.subscriptions();
            long behind = connection.lag();
            lag += behind;
            greatest = Math.max(greatest, behind);
        }
        return new ConnectionStats(protocols, subscriptions, lag, greatest);
    }
}

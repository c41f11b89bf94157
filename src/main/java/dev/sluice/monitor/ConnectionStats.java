package dev.sluice.monitor;

import dev.sluice.hub.Connection;
import dev.sluice.hub.Hub;
import java.util.Map;
import java.util.TreeMap;

/**
 * Statistics of the current connections, computed by a scan of all of them.
 *
 * @param protocols the number of connections of each protocol
 * @param lag the sum of their lags in events
 * @param greatestLag the greatest lag
 */
public record ConnectionStats(Map<String, Integer> protocols, long subscriptions, long lag, long greatestLag) {

    public ConnectionStats {
        protocols = Map.copyOf(protocols);
    }

    public static ConnectionStats of(Hub hub) {
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

package dev.sluice.session;

import static dev.sluice.event.Rejection.TOO_MANY_CONNECTIONS;

import dev.sluice.event.RejectedException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Limits the number of open connections for each key: a subject, an address, or the whole gateway. Any thread may call. */
final class ConnectionQuota {

    /** The time to suggest for a retry: connections last, so a retry at once would rarely succeed. */
    private static final Duration RETRY_DELAY = Duration.ofSeconds(10);

    private volatile int limit;
    private final String owner;
    private final Map<String, Usage> usages = new ConcurrentHashMap<>();

    ConnectionQuota(int limit, String owner) {
        this.limit = limit;
        this.owner = owner;
    }

    void change(int newLimit) {
        limit = newLimit;
    }

    /** @param key the instance that the first connection brought, shared by all */
    private record Usage(String key, int connections) {

        Usage and(int more) {
            return new Usage(key, connections + more);
        }
    }

    /**
     * Counts one more connection.
     *
     * @return the key as an instance that all connections of the key share: an instance for each would need more memory than
     *     everything else that is kept of a client
     * @throws RejectedException {@code too-many-connections} if the limit is reached
     */
    String acquire(String key) {
        Usage now = usages.merge(key, new Usage(key, 1), (before, one) -> before.and(1));
        if (now.connections() > limit) {
            release(key);
            throw full();
        }
        return now.key();
    }

    /** @throws RejectedException {@code too-many-connections} if the limit is reached */
    void requireAvailable(String key) {
        Usage now = usages.get(key);
        if (now != null && now.connections() >= limit) {
            throw full();
        }
    }

    void release(String key) {
        usages.computeIfPresent(key, (same, now) -> now.connections() == 1 ? null : now.and(-1));
    }

    private RejectedException full() {
        return TOO_MANY_CONNECTIONS
                .because(owner + " has at most " + limit + " connections at once")
                .after(RETRY_DELAY);
    }
}

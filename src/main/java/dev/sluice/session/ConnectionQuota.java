package dev.sluice.session;

import static dev.sluice.event.Rejection.TOO_MANY_CONNECTIONS;

import dev.sluice.event.RejectedException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** So many connections at once for each who has some. */
final class ConnectionQuota {

    /** Places become free when others leave, which is not in a moment. */
    private static final Duration LATER = Duration.ofSeconds(10);

    private volatile int most;
    private final String whose;
    private final Map<String, Taken> taken = new ConcurrentHashMap<>();

    ConnectionQuota(int most, String whose) {
        this.most = most;
        this.whose = whose;
    }

    void change(int newMost) {
        most = newMost;
    }

    /** @param who the text that the first of them came with: one for all */
    private record Taken(String who, int places) {

        Taken and(int more) {
            return new Taken(who, places + more);
        }
    }

    /**
     * Gives back who has the place, as a text that all of them share: one of its own for each would take more room than all
     * else that is kept of a client.
     *
     * @throws RejectedException {@code too-many-connections} if none is free
     */
    String take(String who) {
        Taken now = taken.merge(who, new Taken(who, 1), (before, one) -> before.and(1));
        if (now.places() > most) {
            release(who);
            throw full();
        }
        return now.who();
    }

    /** @throws RejectedException {@code too-many-connections} if none is free */
    void requireFree(String who) {
        Taken now = taken.get(who);
        if (now != null && now.places() >= most) {
            throw full();
        }
    }

    void release(String who) {
        taken.computeIfPresent(who, (same, now) -> now.places() == 1 ? null : now.and(-1));
    }

    private RejectedException full() {
        return TOO_MANY_CONNECTIONS
                .because(whose + " has at most " + most + " connections at once")
                .after(LATER);
    }
}

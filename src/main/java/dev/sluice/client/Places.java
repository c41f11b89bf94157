package dev.sluice.client;

import static dev.sluice.event.Rejection.TOO_MANY_CONNECTIONS;

import dev.sluice.event.RejectedException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** So many connections at once for each who has some. */
final class Places {

    /** Places become free when others leave, which is not in a moment. */
    private static final Duration LATER = Duration.ofSeconds(10);

    private final int most;
    private final String whose;
    private final Map<String, Integer> taken = new ConcurrentHashMap<>();

    Places(int most, String whose) {
        this.most = most;
        this.whose = whose;
    }

    /** @throws RejectedException {@code too-many-connections} if none is free */
    void take(String who) {
        if (taken.merge(who, 1, Integer::sum) > most) {
            release(who);
            throw full();
        }
    }

    /** @throws RejectedException {@code too-many-connections} if none is free */
    void requireFree(String who) {
        if (taken.getOrDefault(who, 0) >= most) {
            throw full();
        }
    }

    void release(String who) {
        taken.computeIfPresent(who, (same, count) -> count == 1 ? null : count - 1);
    }

    private RejectedException full() {
        return TOO_MANY_CONNECTIONS
                .because(whose + " has at most " + most + " connections at once")
                .after(LATER);
    }
}

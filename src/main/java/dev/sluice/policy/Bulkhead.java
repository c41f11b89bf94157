package dev.sluice.policy;

import dev.sluice.access.Visitor;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A bounded number of permits for work that holds a thread of the server or its memory. One caller (a subject, or the address
 * of an anonymous caller) holds only a part of them. A request for a permit never waits. Any thread may call.
 */
public final class Bulkhead {

    private final AtomicInteger used = new AtomicInteger();
    private final Map<String, Integer> usedByCaller = new ConcurrentHashMap<>();
    private volatile int limit;
    private volatile int limitPerCaller;

    public Bulkhead(int limit, int limitPerCaller) {
        change(limit, limitPerCaller);
    }

    public void change(int newLimit, int newLimitPerCaller) {
        limit = newLimit;
        limitPerCaller = newLimitPerCaller;
    }

    /** A permit. The first {@code close} returns it; further ones do nothing. */
    public final class Permit implements AutoCloseable {

        private final String caller;
        private final AtomicBoolean open = new AtomicBoolean(true);

        private Permit(String caller) {
            this.caller = caller;
        }

        @Override
        public void close() {
            if (open.compareAndSet(true, false)) {
                release(caller);
            }
        }
    }

    /** Gives a permit; empty if all are in use, or the caller already holds as many as one caller may. */
    public Optional<Permit> tryAcquire(Visitor visitor) {
        String caller = visitor.caller().subject().map(name -> "s " + name).orElse("a " + visitor.address());
        boolean isWithinLimit = usedByCaller.merge(caller, 1, Integer::sum) <= limitPerCaller;
        if (used.incrementAndGet() <= limit && isWithinLimit) {
            return Optional.of(new Permit(caller));
        }
        release(caller);
        return Optional.empty();
    }

    private void release(String caller) {
        used.decrementAndGet();
        usedByCaller.computeIfPresent(caller, (same, count) -> count == 1 ? null : count - 1);
    }
}

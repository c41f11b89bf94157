package dev.sluice.policy;

import dev.sluice.access.Visitor;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A bounded number of permits for something that holds a thread of the server, of which one caller (a subject, or an address
 * without one) holds only some. Nobody waits for one. Any thread may call.
 */
public final class Shares {

    private final AtomicInteger taken = new AtomicInteger();
    private final Map<String, Integer> ofCallers = new ConcurrentHashMap<>();
    private volatile int most;
    private volatile int mostOfOne;

    public Shares(int most, int mostOfOne) {
        change(most, mostOfOne);
    }

    public void change(int newMost, int newMostOfOne) {
        most = newMost;
        mostOfOne = newMostOfOne;
    }

    /** A permit, to be given back once; a second time does nothing. */
    public final class Share implements AutoCloseable {

        private final String caller;
        private final AtomicBoolean open = new AtomicBoolean(true);

        private Share(String caller) {
            this.caller = caller;
        }

        @Override
        public void close() {
            if (open.compareAndSet(true, false)) {
                release(caller);
            }
        }
    }

    /** Empty if all of them are taken, or the caller has its share. */
    public Optional<Share> take(Visitor visitor) {
        String caller = visitor.caller().subject().map(name -> "s " + name).orElse("a " + visitor.address());
        boolean few = ofCallers.merge(caller, 1, Integer::sum) <= mostOfOne;
        if (taken.incrementAndGet() <= most && few) {
            return Optional.of(new Share(caller));
        }
        release(caller);
        return Optional.empty();
    }

    private void release(String caller) {
        taken.decrementAndGet();
        ofCallers.computeIfPresent(caller, (same, count) -> count == 1 ? null : count - 1);
    }
}

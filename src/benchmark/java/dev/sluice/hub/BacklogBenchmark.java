package dev.sluice.hub;

import dev.sluice.benchmark.micro.Sample;
import dev.sluice.event.ConnectionId;
import dev.sluice.event.Cursor;
import dev.sluice.event.Filters;
import dev.sluice.journal.MemoryJournal;
import dev.sluice.runtime.Threads;
import dev.sluice.settings.TestSettings;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What one delivery costs in the hub, up to the outlet. The hub is not open, so that no thread of its own writes; for the
 * connections a write is under way all the time.
 */
@State(Scope.Benchmark)
public class BacklogBenchmark {

    private static final int SUBSCRIBERS = 1_000;
    private static final int EVENTS = 64;

    /** How many events wait when a subscriber takes them. */
    @Param({"1", "8", "64"})
    public int waiting;

    private final CountingOutlet outlet = new CountingOutlet();
    private List<Subscriber> subscribers;
    private long position;

    /** In the epoch of the sample events. */
    private static final Cursor START = new Cursor("k3f9", 0);

    @Setup
    public void subscribe() throws IOException {
        MemoryJournal journal = new MemoryJournal(Clock.systemUTC(), appended -> {});
        Hub hub = new Hub(journal, new Threads(Thread::new), TestSettings.with(Map.of()));
        hub.context().tail().startAfter(START);
        hub.context().position().startAfter(START);
        subscribers =
                IntStream.range(0, SUBSCRIBERS).mapToObj(i -> subscriber(hub)).toList();
        for (Subscriber subscriber : subscribers) {
            // its first word, what came before, and then it is live
            for (boolean more = true; more; ) {
                more = subscriber.write();
            }
        }
    }

    private Subscriber subscriber(Hub hub) {
        Subscription subscription = new Subscription("s", Filters.ALL, new Start.Latest());
        return new Subscriber(
                new Connection(
                        ConnectionId.of(1), outlet, ConnectionOwner.NOBODY, hub.context(), ConnectionListener.NONE),
                subscription,
                ResolvedStart.fresh(START),
                SubscriptionListener.NOBODY,
                hub.context());
    }

    /** One event to one subscriber that has not taken the last one yet: into its backlog and out of it. */
    @Benchmark
    @OperationsPerInvocation(SUBSCRIBERS * EVENTS)
    public void offerAndTake() throws IOException {
        for (int round = 0; round < EVENTS / waiting; round++) {
            for (int i = 0; i < waiting; i++) {
                SharedEvent event = new SharedEvent(Sample.event(++position));
                for (Subscriber subscriber : subscribers) {
                    subscriber.offer(event);
                }
            }
            for (Subscriber subscriber : subscribers) {
                subscriber.write();
            }
        }
    }

    @TearDown
    public void requireThatNothingIsLost() {
        if (outlet.delivered() != position * SUBSCRIBERS) {
            throw new IllegalStateException(outlet.delivered() + " deliveries of " + position * SUBSCRIBERS);
        }
    }
}

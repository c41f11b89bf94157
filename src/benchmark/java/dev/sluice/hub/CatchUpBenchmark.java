package dev.sluice.hub;

import dev.sluice.benchmark.micro.Sample;
import dev.sluice.event.Cursor;
import dev.sluice.event.Event;
import dev.sluice.event.Filters;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it costs a subscriber that is behind to look through the tail, for each event there. */
@State(Scope.Benchmark)
public class CatchUpBenchmark {

    private static final int EVENTS = 400;

    /** What it wants: all of them, by a topic or by a pattern, or none. */
    @Param({Sample.TOPIC, "shop/*/orders/*/created", "shop/*/orders/*/paid"})
    public String filter;

    private final Tail tail = new Tail(EVENTS, Long.MAX_VALUE);
    private Cursor start;
    private Filters filters;

    @Setup
    public void fill() {
        List<SharedEvent> events = Shared.events(EVENTS);
        start = new Cursor(((Event) events.get(0).published()).id().epoch(), 0);
        tail.startAfter(start);
        tail.add(events);
        filters = Filters.of(List.of(filter));
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Object lookThroughTail() {
        return EventRange.matching(
                start, tail.after(start, EVENTS, Long.MAX_VALUE).orElseThrow(), filters);
    }
}

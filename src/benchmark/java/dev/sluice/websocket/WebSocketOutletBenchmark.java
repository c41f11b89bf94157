package dev.sluice.websocket;

import dev.sluice.benchmark.micro.Sample;
import dev.sluice.event.Event;
import dev.sluice.event.Filters;
import dev.sluice.hub.Shared;
import dev.sluice.hub.SharedEvent;
import dev.sluice.hub.Start;
import dev.sluice.hub.Subscription;
import dev.sluice.settings.TestSettings;
import dev.sluice.wire.EventJson;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Measures the cost of an event that goes to a WebSocket: to encode it, once, and to deliver it to each subscriber. */
@State(Scope.Benchmark)
public class WebSocketOutletBenchmark {

    private final Event event = Sample.event(123_456);
    private final Subscription subscription = new Subscription("orders", Filters.ALL, new Start.Latest());
    private final List<SharedEvent> one = Shared.events(1);
    private final List<SharedEvent> ten = Shared.events(10);
    private final CountingRemote remote = new CountingRemote();
    private final WebSocketOutlet outlet = new WebSocketOutlet(
            new FrameWriter(remote.session(), true),
            new ReplyQueue(),
            TestSettings.with(Map.of()).delivery());

    @Benchmark
    public String encode() {
        return EventJson.messageMembers(event);
    }

    /** Delivers an event to one subscriber that is already encoded for others. */
    @Benchmark
    public long deliverOne() throws IOException {
        outlet.deliver(subscription, one);
        return remote.characters();
    }

    @Benchmark
    public long deliverTen() throws IOException {
        outlet.deliver(subscription, ten);
        return remote.characters();
    }
}

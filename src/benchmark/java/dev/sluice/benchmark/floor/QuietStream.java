package dev.sluice.benchmark.floor;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * An event stream on which nothing comes after the first event. It keeps the sink: without it nothing could ever be sent
 * (and Jersey's part of the request, some 5 KB, would be collected while the client waits).
 */
@Path("/")
public class QuietStream {

    private static final Queue<SseEventSink> SINKS = new ConcurrentLinkedQueue<>();

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void open(@Context SseEventSink sink, @Context Sse sse) {
        SINKS.add(sink);
        sink.send(sse.newEvent("open"));
    }
}

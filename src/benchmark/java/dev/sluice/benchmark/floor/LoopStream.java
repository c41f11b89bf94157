package dev.sluice.benchmark.floor;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;

/** An event stream as the specification shows it: one send for each event. */
@Path("/")
public class LoopStream {

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void open(@Context SseEventSink sink, @Context Sse sse, @QueryParam("topic") String topic) {
        sink.send(sse.newEvent("open"));
        Loop.add(topic, data -> {
            sink.send(sse.newEvent(data));
            return !sink.isClosed();
        });
    }
}

package dev.sluice.sse;

import dev.sluice.hub.Connection;
import dev.sluice.hub.Hub;
import dev.sluice.settings.Settings;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.SseEventSink;

/** {@code GET /api/events} with {@code Accept: text/event-stream}. */
@Path("events")
public class StreamResource {

    private final Hub hub;
    private final Settings.Delivery settings;

    @Inject
    public StreamResource(Hub hub, Settings settings) {
        this.hub = hub;
        this.settings = settings.delivery();
    }

    @GET
    @Stream
    @Produces(MediaType.SERVER_SENT_EVENTS + ";qs=0.5")
    public void open(@Context SseEventSink sink, @Context HttpServletRequest servletRequest) {
        StreamRequest request = (StreamRequest) servletRequest.getAttribute(StreamFilter.REQUEST);
        SseOutlet outlet = new SseOutlet(sink, request.encoding(), settings);
        Connection connection = hub.connect(outlet);
        outlet.nameConnection(connection.id());
        connection.subscribe(request.subscription(), request.opening());
    }
}

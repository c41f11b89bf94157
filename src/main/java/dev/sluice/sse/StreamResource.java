package dev.sluice.sse;

import dev.sluice.event.RejectedException;
import dev.sluice.hub.Connection;
import dev.sluice.metrics.Refusals;
import dev.sluice.presence.Presence;
import dev.sluice.session.Clients;
import dev.sluice.settings.CurrentSettings;
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

    // fields, since RESTEasy accepts no constructor of a resource whose parameters CDI injects (RESTEASY003190)

    @Inject
    private Clients clients;

    @Inject
    private Presence presence;

    @Inject
    private Refusals refusals;

    @Inject
    private CurrentSettings settings;

    @GET
    @OpensStream
    @Produces(MediaType.SERVER_SENT_EVENTS + ";qs=0.5")
    public void open(@Context SseEventSink sink, @Context HttpServletRequest servletRequest) {
        StreamRequest request = (StreamRequest) servletRequest.getAttribute(StreamFilter.REQUEST);
        // otherwise the server would keep it for as long as the stream is open
        servletRequest.removeAttribute(StreamFilter.REQUEST);
        SseOutlet outlet =
                new SseOutlet(sink, request.encoding(), settings.now().delivery());
        Connection connection;
        try {
            connection = clients.admit(request.visitor()).connect(outlet);
        } catch (RejectedException e) {
            refusals.count(e);
            outlet.rejectUntilLater(e);
            return;
        }
        outlet.nameConnection(connection.id().value());
        connection.subscribe(
                request.subscription(),
                request.start(),
                presence.listener(connection, request.subscription(), request.member()));
    }
}

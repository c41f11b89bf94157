package dev.sluice.admin;

import static dev.sluice.event.Rejection.PARAMETER_INVALID;

import dev.sluice.access.Visitor;
import dev.sluice.event.ConnectionId;
import dev.sluice.event.Cursor;
import dev.sluice.http.Gate;
import dev.sluice.http.Query;
import dev.sluice.hub.Connection;
import dev.sluice.hub.Hub;
import dev.sluice.journal.SteppedSearch;
import dev.sluice.session.Clients;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** {@code GET /api/connections/…}: one connection, and the reasons why it got an event or did not. For administrators. */
@AdministratorsOnly
@Path("connections/{id}")
@Produces(MediaType.APPLICATION_JSON)
public class ConnectionViewResource {

    @Inject
    private Hub hub;

    @Inject
    private Clients clients;

    @Inject
    private ConnectionJson json;

    @Inject
    private Explanation explanation;

    @GET
    public Response view(@PathParam("id") String id, @Context HttpServletRequest request) {
        Visitor visitor = Gate.visitorOf(request);
        Connection connection = clients.find(new ConnectionId(id));
        return answer(json.full(connection, Clients.callerKeyOf(visitor)));
    }

    @GET
    @Path("explain")
    public Response explain(@PathParam("id") String id, @Context HttpServletRequest request) {
        Visitor visitor = Gate.visitorOf(request);
        Cursor event = Query.of(request)
                .first("event")
                .map(Cursor::parse)
                .orElseThrow(() -> PARAMETER_INVALID.because(
                        "the parameter event is missing: it must be the id of the event to explain"));
        Connection connection = clients.find(new ConnectionId(id));
        return answer(
                hub.find(Clients.callerKeyOf(visitor), SteppedSearch.of(() -> explanation.json(connection, event))));
    }

    private static Response answer(String body) {
        return Response.ok(body).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }
}

package dev.sluice.admin;

import dev.sluice.access.Visitor;
import dev.sluice.http.Gate;
import dev.sluice.monitor.Report;
import dev.sluice.session.Clients;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** {@code GET /api/node}: rates, latency, connections and the state of the journal. For administrators. */
@AdministratorsOnly
@Path("node")
@Produces(MediaType.APPLICATION_JSON)
public class NodeResource {

    @Inject
    private Report report;

    @GET
    public Response node(@Context HttpServletRequest request) {
        Visitor visitor = Gate.visitorOf(request);
        return Response.ok(report.json(Clients.callerKeyOf(visitor)))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}

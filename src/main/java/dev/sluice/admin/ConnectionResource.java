package dev.sluice.admin;

import dev.sluice.access.Caller;
import dev.sluice.access.Visitor;
import dev.sluice.event.ConnectionId;
import dev.sluice.http.Gate;
import dev.sluice.log.LogMessage;
import dev.sluice.session.Clients;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** {@code /api/connections/…}: renews the token of an open connection, or closes the connection. */
@Path("connections/{id}")
public class ConnectionResource {

    private static final Logger LOG = System.getLogger(ConnectionResource.class.getName());

    @Inject
    private Clients clients;

    /** Replaces the token of the connection by the one of this request. For the owner of the connection. */
    @POST
    @Path("token")
    public Response renew(@PathParam("id") String id, @Context HttpServletRequest request) {
        Caller caller = Gate.visitorOf(request).caller();
        caller.requireToken();
        clients.renew(new ConnectionId(id), caller);
        return Response.noContent().build();
    }

    /** Closes the connection; its client may reconnect unless its token is revoked, too. */
    @DELETE
    @AdministratorsOnly
    public Response end(@PathParam("id") String id, @Context HttpServletRequest request) {
        Visitor visitor = Gate.visitorOf(request);
        clients.disconnect(new ConnectionId(id));
        LOG.log(
                Level.INFO,
                visitor.sign(
                        LogMessage.of("an administrator closed a connection").with("connection", id)));
        return Response.noContent().build();
    }
}

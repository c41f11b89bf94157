package dev.sluice.admin;

import static dev.sluice.event.Rejection.PARAMETER_INVALID;

import dev.sluice.access.Visitor;
import dev.sluice.event.Text;
import dev.sluice.http.Gate;
import dev.sluice.http.Query;
import dev.sluice.hub.Hub;
import dev.sluice.node.Drain;
import dev.sluice.wire.JsonText;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;

/**
 * {@code POST /api/drain}: the node closes its connections and refuses new ones, until it stops or {@code DELETE /api/drain}
 * cancels that. For administrators.
 */
@AdministratorsOnly
@Path("drain")
@Produces(MediaType.APPLICATION_JSON)
public class DrainResource {

    private static final long MAX_SECONDS = Duration.ofHours(1).toSeconds();

    @Inject
    private Drain drain;

    @Inject
    private Hub hub;

    /**
     * Starts a drain of {@code seconds=}, or of the setting {@code sluice.drain}. The answer has the seconds until the drain ends; a
     * current drain keeps an earlier end.
     */
    @POST
    public Response drain(@Context HttpServletRequest request) {
        Visitor visitor = Gate.visitorOf(request);
        Duration time =
                Query.of(request).first("seconds").map(DrainResource::parse).orElseGet(drain::defaultTime);
        long clients = hub.connections().count();
        String answer = new JsonText()
                .member("connections", clients)
                .member("seconds", drain.begin(time, visitor::sign))
                .end();
        return Response.accepted(answer).build();
    }

    /** Cancels the drain. Connections that it has already closed stay closed. */
    @DELETE
    public String cancel(@Context HttpServletRequest request) {
        Visitor visitor = Gate.visitorOf(request);
        drain.cancel(visitor::sign);
        return new JsonText().member("connections", hub.connections().count()).end();
    }

    private static Duration parse(String seconds) {
        // one digit more than the maximum has
        long number = Text.isNumber(seconds, 5) ? Long.parseLong(seconds) : Long.MAX_VALUE;
        if (number > MAX_SECONDS) {
            throw PARAMETER_INVALID.because("seconds must be a number from 0 to " + MAX_SECONDS);
        }
        return Duration.ofSeconds(number);
    }
}

package dev.sluice.monitor;

import dev.sluice.node.Readiness;
import dev.sluice.wire.JsonText;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.SortedSet;

/** {@code /api/health/…}: for whatever watches over the process, or chooses the node that a client comes to. For anybody. */
@Path("health")
@Produces(MediaType.APPLICATION_JSON)
public class HealthResource {

    @Inject
    private Readiness readiness;

    /** Whether the process answers at all; if not, a restart may help. */
    @GET
    @Path("live")
    public Response live() {
        return answer(Response.Status.OK, new JsonText().member("status", "live"));
    }

    /** Whether clients should come here now. An everyday answer and no refusal, which would be counted as one. */
    @GET
    @Path("ready")
    public Response ready() {
        return readiness
                .obstacle()
                .map(why -> answer(
                        Response.Status.SERVICE_UNAVAILABLE,
                        new JsonText()
                                .member("status", "unready")
                                .member("code", why.code())
                                .member("reason", why.reason())))
                .orElseGet(() -> answer(Response.Status.OK, ready(readiness.warnings())));
    }

    private static JsonText ready(SortedSet<String> warnings) {
        JsonText body = new JsonText().member("status", "ready");
        return warnings.isEmpty()
                ? body
                : body.raw("warnings", warnings.stream().map(JsonText::quoted).collect(JsonText.array()));
    }

    private static Response answer(Response.Status status, JsonText body) {
        return Response.status(status)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(body.end())
                .build();
    }
}

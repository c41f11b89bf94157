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

/** {@code /api/health/…}: liveness and readiness, for process supervisors and load balancers. Needs no token. */
@Path("health")
@Produces(MediaType.APPLICATION_JSON)
public class HealthResource {

    @Inject
    private Readiness readiness;

    /** Answers as long as the process works; otherwise a restart may help. */
    @GET
    @Path("live")
    public Response live() {
        return answer(Response.Status.OK, new JsonText().member("status", "live"));
    }

    /** Answers 503 while the node is not ready. Not a rejection, since rejections are counted as refused requests. */
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

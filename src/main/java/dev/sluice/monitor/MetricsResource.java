package dev.sluice.monitor;

import dev.sluice.http.Gate;
import dev.sluice.http.Headers;
import dev.sluice.metrics.Metrics;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;

/**
 * {@code GET /api/metrics}, for Prometheus: for callers with the grant {@code metrics}, for administrators, and for all callers if
 * a setting allows it.
 */
@Path("metrics")
public class MetricsResource {

    @Inject
    private Gauges gauges;

    @Inject
    private Metrics metrics;

    @GET
    public Response scrape(@Context HttpServletRequest request) {
        Gate.visitorOf(request).caller().requireMetrics();
        gauges.refresh();
        String form = Headers.of(request).accept().prefers("application/openmetrics-text", "text/plain")
                ? Metrics.OPEN_METRICS
                : Metrics.PLAIN;
        return Response.ok(metrics.scrape(form)).type(form).build();
    }
}

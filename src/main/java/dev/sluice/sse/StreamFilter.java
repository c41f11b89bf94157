package dev.sluice.sse;

import dev.sluice.access.Access;
import dev.sluice.http.ReadParameters;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;

/**
 * Checks a request for a stream before there is a sink: once there is one, the answer is 200 and cannot be a problem any
 * more. And sets the headers that keep proxies from holding the stream back.
 */
@Provider
@Stream
public class StreamFilter implements ContainerRequestFilter, ContainerResponseFilter {

    static final String REQUEST = StreamRequest.class.getName();

    private static final String LAST_EVENT_ID = "Last-Event-ID";

    private final Access access;

    @Inject
    public StreamFilter(Access access) {
        this.access = access;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String lastEventId = request.getHeaderString(LAST_EVENT_ID);
        ReadParameters parameters = new ReadParameters(request.getUriInfo().getQueryParameters());
        request.setProperty(
                REQUEST, StreamRequest.of(access.anonymous(), parameters, lastEventId == null ? "" : lastEventId));
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "no-cache, no-transform");
        response.getHeaders().putSingle("X-Accel-Buffering", "no");
    }
}

package dev.sluice.sse;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.util.List;

/**
 * Gives the stream to whoever names it, also as {@code text/event-stream, *}{@code /*}. By the rules of JAX-RS the history
 * would win there, since it is preferred for those who accept anything. And a {@code HEAD} of the stream ends at once.
 */
@Provider
@PreMatching
public class StreamPreference implements ContainerRequestFilter {

    @Override
    public void filter(ContainerRequestContext request) {
        List<MediaType> accepted = request.getAcceptableMediaTypes();
        if (!accepted.contains(MediaType.SERVER_SENT_EVENTS_TYPE)
                || accepted.contains(MediaType.APPLICATION_JSON_TYPE)) {
            return;
        }
        if (request.getMethod().equals(HttpMethod.HEAD)) {
            request.abortWith(
                    Response.ok().type(MediaType.SERVER_SENT_EVENTS_TYPE).build());
        } else if (request.getMethod().equals(HttpMethod.GET)) {
            request.getHeaders().putSingle(HttpHeaders.ACCEPT, MediaType.SERVER_SENT_EVENTS);
        }
    }
}

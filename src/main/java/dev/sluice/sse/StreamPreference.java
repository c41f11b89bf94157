package dev.sluice.sse;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;

/**
 * Gives the stream to whoever names it, also as {@code text/event-stream, *}{@code /*}. By the rules of JAX-RS the history
 * would win there, since it is preferred for those who accept anything.
 */
@Provider
@PreMatching
public class StreamPreference implements ContainerRequestFilter {

    @Override
    public void filter(ContainerRequestContext request) {
        if (request.getMethod().equals(HttpMethod.GET)
                && request.getAcceptableMediaTypes().contains(MediaType.SERVER_SENT_EVENTS_TYPE)
                && !request.getAcceptableMediaTypes().contains(MediaType.APPLICATION_JSON_TYPE)) {
            request.getHeaders().putSingle(HttpHeaders.ACCEPT, MediaType.SERVER_SENT_EVENTS);
        }
    }
}

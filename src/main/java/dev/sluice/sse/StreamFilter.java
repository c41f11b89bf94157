package dev.sluice.sse;

import static dev.sluice.event.Rejection.PARAMETER_INVALID;

import dev.sluice.access.Access;
import dev.sluice.event.RejectedException;
import dev.sluice.http.ReadParameters;
import dev.sluice.hub.Encoding;
import dev.sluice.hub.Hub;
import dev.sluice.hub.Start;
import dev.sluice.hub.Subscription;
import dev.sluice.settings.Settings;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;

/**
 * Decides about a request for a stream before there is a sink: once there is one, the answer is 200 and cannot be a
 * problem any more. And sets the headers that keep proxies from holding the stream back; no more than those, since Payara
 * keeps 375 bytes for each as long as the stream is open.
 */
@Provider
@Stream
public class StreamFilter implements ContainerRequestFilter, ContainerResponseFilter {

    static final String REQUEST = StreamRequest.class.getName();

    private static final String LAST_EVENT_ID = "Last-Event-ID";

    /** So many times the usual delay. */
    private static final int MUCH_LATER = 5;

    @Inject
    private Access access;

    @Inject
    private Hub hub;

    @Inject
    private Settings settings;

    @Override
    public void filter(ContainerRequestContext request) {
        try {
            request.setProperty(REQUEST, check(request));
        } catch (RejectedException e) {
            if (!e.rejection().retryable()) {
                throw e;
            }
            request.abortWith(comeBackLater());
        }
    }

    /** Not a status, after which an {@code EventSource} would never come back. */
    private Response comeBackLater() {
        long millis =
                settings.delivery().jitteredRetry().multipliedBy(MUCH_LATER).toMillis();
        String text = new StreamText().field("retry", Long.toString(millis)).end();
        return Response.ok(text, MediaType.SERVER_SENT_EVENTS_TYPE).build();
    }

    private StreamRequest check(ContainerRequestContext request) {
        ReadParameters parameters = new ReadParameters(request.getUriInfo().getQueryParameters());
        Encoding<byte[]> encoding = encoding(parameters);
        Start start = start(request.getHeaderString(LAST_EVENT_ID), parameters);
        Subscription subscription =
                new Subscription("stream", access.anonymous().requireRead(parameters.topics()), start);
        return new StreamRequest(subscription, hub.locate(subscription), encoding);
    }

    private static Encoding<byte[]> encoding(ReadParameters parameters) {
        String format = parameters.first("format").orElse("");
        return switch (format) {
            case "" -> EventBlock.PLAIN;
            case "envelope" -> EventBlock.ENVELOPE;
            default -> throw PARAMETER_INVALID.because("the only format to choose is envelope");
        };
    }

    /** The header comes first: a browser that reconnects sends it, with a URL that says where it once started. */
    private static Start start(String lastEventId, ReadParameters parameters) {
        return lastEventId == null || lastEventId.isEmpty()
                ? parameters.start().orElse(new Start.Latest())
                : Start.afterAnything(lastEventId);
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "no-cache, no-transform");
        response.getHeaders().putSingle("X-Accel-Buffering", "no");
    }
}

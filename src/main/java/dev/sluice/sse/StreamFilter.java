package dev.sluice.sse;

import static dev.sluice.event.Rejection.PARAMETER_INVALID;

import dev.sluice.access.Access;
import dev.sluice.access.Caller;
import dev.sluice.access.Visitor;
import dev.sluice.event.Filters;
import dev.sluice.event.Member;
import dev.sluice.event.RejectedException;
import dev.sluice.http.Gate;
import dev.sluice.http.Headers;
import dev.sluice.http.Query;
import dev.sluice.http.ReadParameters;
import dev.sluice.hub.Encoding;
import dev.sluice.hub.Hub;
import dev.sluice.hub.ResolvedStart;
import dev.sluice.hub.Start;
import dev.sluice.hub.Subscription;
import dev.sluice.metrics.Refusals;
import dev.sluice.policy.Admission;
import dev.sluice.presence.Presence;
import dev.sluice.session.Clients;
import dev.sluice.settings.CurrentSettings;
import dev.sluice.wire.Jsons;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.util.List;
import java.util.Optional;

/**
 * Decides about a request for a stream before there is a sink: once there is one, the answer is 200 and cannot be a
 * problem any more. And sets the headers that keep proxies from holding the stream back; no more than those, since Payara
 * keeps 375 bytes for each as long as the stream is open.
 */
@Provider
@OpensStream
public class StreamFilter implements ContainerRequestFilter, ContainerResponseFilter {

    static final String REQUEST = StreamRequest.class.getName();

    private static final String LAST_EVENT_ID = "Last-Event-ID";

    @Inject
    private Access access;

    @Inject
    private Clients clients;

    @Context
    private HttpServletRequest servletRequest;

    @Inject
    private Admission admission;

    @Inject
    private Hub hub;

    @Inject
    private Presence presence;

    @Inject
    private Refusals refusals;

    @Inject
    private CurrentSettings settings;

    @Override
    public void filter(ContainerRequestContext request) {
        try {
            check(Gate.detachVisitor(servletRequest))
                    .ifPresentOrElse(
                            checked -> request.setProperty(REQUEST, checked),
                            // an EventSource stops for good
                            () -> request.abortWith(Response.noContent().build()));
        } catch (RejectedException e) {
            if (!e.rejection().retryable()) {
                throw e;
            }
            request.abortWith(comeBackLater(e));
        }
    }

    /** Not a status, after which an {@code EventSource} would never come back. */
    private Response comeBackLater(RejectedException why) {
        refusals.count(why);
        String text =
                new StreamText().comeBackLater(settings.now().delivery(), why).toString();
        return Response.ok(text, MediaType.SERVER_SENT_EVENTS_TYPE).build();
    }

    /** Gives the checked request; empty if the stream is complete before it begins. */
    private Optional<StreamRequest> check(Visitor visitor) {
        admission.requireReader(visitor);
        Query query = Query.of(servletRequest);
        ReadParameters parameters = new ReadParameters(query);
        Filters wanted = admission.requireRead(visitor, parameters.topics(), List.of());
        Encoding<byte[]> encoding = encoding(query);
        Start start = start(Headers.of(servletRequest).joined(LAST_EVENT_ID), parameters);
        Optional<Member> member = member(query, wanted, visitor.caller());
        boolean conflates = query.flag("conflate", false);
        Filters filters = admission.admitRead(visitor, wanted);
        Subscription subscription = new Subscription("stream", filters, start, "", conflates);
        ResolvedStart opening = hub.locate(subscription, Clients.callerKeyOf(visitor));
        return opening.isOver(filters)
                ? Optional.empty()
                : Optional.of(new StreamRequest(visitor, subscription, opening, encoding, member));
    }

    /** Named by the client: the stream is renewed now and then, and must be recognised. */
    private Optional<Member> member(Query query, Filters filters, Caller caller) {
        Optional<String> name = query.first("member");
        access.memberName(caller, name);
        Optional<String> state = query.first("state");
        if (name.isEmpty() && state.isPresent()) {
            throw PARAMETER_INVALID.because("a state belongs to a member");
        }
        Optional<Member> member =
                name.map(who -> presence.check(new Member(who, state.orElse(Member.NO_STATE)), filters));
        // once it is known to be small
        state.ifPresent(json -> Jsons.check(json, "the state"));
        return member;
    }

    private static Encoding<byte[]> encoding(Query query) {
        String format = query.first("format").orElse("");
        return switch (format) {
            case "" -> EventBlock.PLAIN;
            case "envelope" -> EventBlock.ENVELOPE;
            case "cloudevents" -> EventBlock.CLOUD_EVENT;
            default -> throw PARAMETER_INVALID.because("format is envelope or cloudevents");
        };
    }

    /** The header comes first: a browser that reconnects sends it, with a URL that says where it once started. */
    private static Start start(Optional<String> lastEventId, ReadParameters parameters) {
        return lastEventId.map(Start::afterAnything).or(parameters::start).orElseGet(Start.Latest::new);
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (MediaType.SERVER_SENT_EVENTS_TYPE.isCompatible(response.getMediaType())) {
            // RESTEasy would send the quality by which the method was chosen, too
            response.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, MediaType.SERVER_SENT_EVENTS_TYPE);
        }
        response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "no-cache, no-transform");
        response.getHeaders().putSingle("X-Accel-Buffering", "no");
    }
}

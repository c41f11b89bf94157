package dev.sluice.publish;

import static dev.sluice.event.Rejection.JOURNAL_UNAVAILABLE;

import dev.sluice.access.Caller;
import dev.sluice.access.Visitor;
import dev.sluice.event.ConnectionId;
import dev.sluice.event.Draft;
import dev.sluice.event.Payload;
import dev.sluice.event.RejectedException;
import dev.sluice.http.Gate;
import dev.sluice.http.Headers;
import dev.sluice.http.Query;
import dev.sluice.hub.VolatileBus;
import dev.sluice.journal.Journal;
import dev.sluice.journal.Receipt;
import dev.sluice.policy.Admission;
import dev.sluice.session.Clients;
import dev.sluice.settings.Settings;
import dev.sluice.wire.CloudEvents;
import dev.sluice.wire.JsonText;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code POST /api/events} and {@code POST /api/events/batch}: answers after the commit. */
@Path("events")
@Produces(MediaType.APPLICATION_JSON)
public class PublishResource {

    private static final int CREATED = 201;
    private static final int ACCEPTED = 202;
    private static final int OK = 200;

    /** The time limit of a commit; after it, the publisher is told that the outcome is unknown. */
    private static final int COMMIT_SECONDS = 30;

    @Inject
    private Clients clients;

    @Inject
    private Admission admission;

    @Inject
    private Journal journal;

    @Inject
    private VolatileBus bus;

    @Inject
    private Settings settings;

    @POST
    @Consumes(MediaType.WILDCARD)
    public Response publish(@Context HttpServletRequest request, InputStream stream) throws IOException {
        Visitor visitor = Gate.visitorOf(request);
        admission.requirePublisher(visitor);
        Headers headers = Headers.of(request);
        PublishParameters parameters = new PublishParameters(Query.of(request), headers);
        parameters.topic().ifPresent(topic -> admission.requirePublish(visitor, topic));
        admission.countRequest(visitor);
        Body body = new Body(headers.contentType());
        if (body.isCloudEventBatch()) {
            parameters.requireNoEventOptions();
            return publishAll(
                    visitor, parameters, body.cloudEvents(stream, cloudEvents(parameters), settings.limits()));
        }
        Draft draft = parameters
                .withOptions(draft(parameters, body, stream), excluded(visitor, parameters))
                .given(parameters.trace(), Draft::tracedBy);
        List<Draft> drafts = admission.admitPublish(visitor, List.of(draft));
        if (parameters.isVolatile()) {
            return publishVolatile(drafts);
        }
        Receipt receipt = append(drafts).get(0);
        String json = new JsonText().member("id", receipt.id().toString()).end();
        return Response.status(receipt.fresh() ? CREATED : OK).entity(json).build();
    }

    private Draft draft(PublishParameters parameters, Body body, InputStream stream) throws IOException {
        Settings.Limits limits = settings.limits();
        if (body.isCloudEvent()) {
            return body.cloudEvent(stream, cloudEvents(parameters), limits);
        }
        Optional<Map<String, String>> attributes = parameters.cloudEvent();
        if (attributes.isEmpty()) {
            parameters.requireTopic();
        }
        Payload payload = body.payload(stream, limits.eventBytes());
        return attributes.isPresent()
                ? cloudEvents(parameters).read(attributes.get(), payload)
                : parameters.draft(payload);
    }

    private CloudEvents cloudEvents(PublishParameters parameters) {
        return new CloudEvents(
                parameters.topic(), !parameters.isVolatile(), settings.limits().eventBytes());
    }

    @POST
    @Path("batch")
    @Consumes({MediaType.APPLICATION_JSON, "application/x-ndjson"})
    public Response publishBatch(@Context HttpServletRequest request, InputStream stream) throws IOException {
        Visitor visitor = Gate.visitorOf(request);
        admission.requirePublisher(visitor);
        admission.countRequest(visitor);
        Headers headers = Headers.of(request);
        PublishParameters parameters = new PublishParameters(Query.of(request), headers);
        parameters.requireNoEventOptions();
        return publishAll(
                visitor,
                parameters,
                new Body(headers.contentType())
                        .drafts(stream, settings.limits(), topic -> admission.requirePublish(visitor, topic)));
    }

    private Response publishAll(Visitor visitor, PublishParameters parameters, List<Draft> read) {
        Optional<ConnectionId> excluded = excluded(visitor, parameters);
        List<Draft> drafts = admission.admitPublish(
                visitor,
                read.stream()
                        .map(draft -> draft.given(excluded, Draft::notTo).given(parameters.trace(), Draft::tracedBy))
                        .toList());
        if (parameters.isVolatile()) {
            return publishVolatile(drafts);
        }
        List<Receipt> receipts = append(drafts);
        String ids =
                receipts.stream().map(receipt -> "\"" + receipt.id() + "\"").collect(JsonText.array());
        boolean fresh = receipts.stream().anyMatch(Receipt::fresh);
        return Response.status(fresh ? CREATED : OK)
                .entity(new JsonText().raw("ids", ids).end())
                .build();
    }

    /** Ignores a connection of another caller, without an error that would reveal its existence. */
    private Optional<ConnectionId> excluded(Visitor visitor, PublishParameters parameters) {
        Caller caller = visitor.caller();
        return parameters.excludedConnection().filter(connection -> !clients.belongsToAnother(connection, caller));
    }

    /** Checks all drafts before the first one is published. */
    private Response publishVolatile(List<Draft> drafts) {
        Instant now = journal.clock().instant();
        drafts.stream().map(draft -> draft.unjournaled(now)).toList().forEach(bus::pass);
        return Response.status(ACCEPTED).entity("{}").build();
    }

    private List<Receipt> append(List<Draft> drafts) {
        try {
            return journal.append(drafts).toCompletableFuture().get(COMMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw RejectedException.of(e.getCause());
        } catch (TimeoutException e) {
            throw JOURNAL_UNAVAILABLE.because(
                    "the journal did not answer in time, and the event may have been published."
                            + " Send it again with the same Idempotency-Key");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw JOURNAL_UNAVAILABLE.because("the gateway is shutting down");
        }
    }
}

package dev.sluice.publish;

import static dev.sluice.event.Rejection.BODY_INVALID;
import static dev.sluice.event.Rejection.JOURNAL_UNAVAILABLE;
import static dev.sluice.event.Rejection.KEY_INVALID;
import static dev.sluice.event.Rejection.PARAMETER_INVALID;
import static dev.sluice.event.Rejection.TOPIC_INVALID;

import dev.sluice.access.Access;
import dev.sluice.event.Draft;
import dev.sluice.event.EventType;
import dev.sluice.event.IdempotencyKey;
import dev.sluice.event.Payload;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Topic;
import dev.sluice.journal.Journal;
import dev.sluice.journal.Receipt;
import dev.sluice.settings.Settings;
import dev.sluice.wire.JsonText;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** {@code POST /api/events} and {@code POST /api/events/batch}: the answer comes after the commit. */
@Path("events")
@Produces(MediaType.APPLICATION_JSON)
public class PublishResource {

    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private static final int CREATED = 201;
    private static final int OK = 200;

    /** How long a commit may take before the publisher is told that its fate is unknown. */
    private static final int COMMIT_SECONDS = 30;

    @Inject
    private Access access;

    @Inject
    private Journal journal;

    @Inject
    private Settings settings;

    @POST
    @Consumes(MediaType.WILDCARD)
    public Response publish(
            @QueryParam("topic") List<String> topics,
            @QueryParam("event") String type,
            @QueryParam("volatile") String unjournaled,
            @HeaderParam(IDEMPOTENCY_KEY) List<String> keys,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) String contentType,
            InputStream body)
            throws IOException {
        if (topics.size() != 1) {
            throw TOPIC_INVALID.because("a publish names one topic, by ?topic=");
        }
        if (unjournaled != null && !unjournaled.equals("false")) {
            throw PARAMETER_INVALID.because("volatile events are not supported");
        }
        Topic topic = new Topic(topics.get(0)).requirePublishable();
        access.anonymous().requirePublish(topic);
        Payload payload = new Body(contentType).payload(body, settings.limits().eventBytes());
        Draft draft = new Draft(topic, payload).withType(type == null ? EventType.NONE : new EventType(type));
        Receipt receipt = append(List.of(withKey(draft, keys))).get(0);
        String json = new JsonText().member("id", receipt.id().toString()).end();
        return Response.status(receipt.fresh() ? CREATED : OK).entity(json).build();
    }

    private static Draft withKey(Draft draft, List<String> keys) {
        if (keys.size() > 1) {
            throw KEY_INVALID.because("a publish has one idempotency key");
        }
        return keys.isEmpty() ? draft : draft.withKey(new IdempotencyKey(keys.get(0)));
    }

    @POST
    @Path("batch")
    @Consumes({MediaType.APPLICATION_JSON, "application/x-ndjson"})
    public Response publishBatch(
            @HeaderParam(HttpHeaders.CONTENT_TYPE) String contentType,
            @HeaderParam(IDEMPOTENCY_KEY) List<String> keys,
            InputStream body)
            throws IOException {
        if (!keys.isEmpty()) {
            throw KEY_INVALID.because("in a batch each draft has its own key, as a member");
        }
        List<Draft> drafts = new Body(contentType).drafts(body, settings.limits());
        if (drafts.isEmpty()) {
            throw BODY_INVALID.because("the batch is empty");
        }
        drafts.forEach(draft -> access.anonymous().requirePublish(draft.topic()));
        List<Receipt> receipts = append(drafts);
        String ids =
                receipts.stream().map(receipt -> "\"" + receipt.id() + "\"").collect(Collectors.joining(",", "[", "]"));
        boolean fresh = receipts.stream().anyMatch(Receipt::fresh);
        return Response.status(fresh ? CREATED : OK)
                .entity(new JsonText().raw("ids", ids).end())
                .build();
    }

    private List<Receipt> append(List<Draft> drafts) {
        try {
            return journal.append(drafts).toCompletableFuture().get(COMMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw RejectedException.of(e.getCause());
        } catch (TimeoutException e) {
            throw JOURNAL_UNAVAILABLE.because("the journal takes too long: it may have been published."
                    + " Send it again with the same Idempotency-Key");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw JOURNAL_UNAVAILABLE.because("the gateway is shutting down");
        }
    }
}

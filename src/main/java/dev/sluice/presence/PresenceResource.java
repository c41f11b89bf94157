package dev.sluice.presence;

import static dev.sluice.event.Rejection.PARAMETER_INVALID;
import static dev.sluice.event.Rejection.TOPIC_INVALID;

import dev.sluice.access.Visitor;
import dev.sluice.event.ConnectionId;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Topic;
import dev.sluice.http.Gate;
import dev.sluice.http.Query;
import dev.sluice.policy.Admission;
import dev.sluice.session.Clients;
import dev.sluice.settings.Settings;
import dev.sluice.wire.JsonText;
import dev.sluice.wire.Jsons;
import dev.sluice.wire.MemberJson;
import dev.sluice.wire.RequestBody;
import dev.sluice.wire.Utf8;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CompletionException;

/** {@code GET /api/presence}: the members of a topic; {@code PUT}: the state of a member that a stream makes present. */
@Path("presence")
@Produces(MediaType.APPLICATION_JSON)
public class PresenceResource {

    @Inject
    private Admission admission;

    @Inject
    private Clients clients;

    @Inject
    private Presence presence;

    @Inject
    private Settings settings;

    @GET
    public Response members(@Context HttpServletRequest request) {
        Visitor visitor = Gate.visitorOf(request);
        admission.requireReader(visitor);
        Topic topic = topic(Query.of(request));
        admission.admitRead(visitor, topic);
        String json = new JsonText()
                .member("topic", topic.value())
                .raw("members", MemberJson.all(presence.members(topic)))
                .end();
        return Response.ok(json).header(HttpHeaders.CACHE_CONTROL, "no-cache").build();
    }

    /** Changes the state of a member. Needs the id of the connection, which only its client knows, and the same subject. */
    @PUT
    public Response update(@Context HttpServletRequest request, InputStream body) throws IOException {
        Visitor visitor = Gate.visitorOf(request);
        admission.requireReader(visitor);
        Query query = Query.of(request);
        Topic topic = topic(query);
        admission.admitState(visitor, topic);
        admission.countRequest(visitor);
        ConnectionId connection = query.first("connection")
                .map(ConnectionId::new)
                .orElseThrow(() -> PARAMETER_INVALID.because(
                        "the parameter connection is missing: it must be the id from the event sluice.ready"));
        clients.requireOwner(connection, visitor.caller());
        byte[] bytes = RequestBody.read(body, settings.presence().maxBytes(), "the state of a member");
        String state = Utf8.decode(bytes, "the state");
        Jsons.check(state, "the state");
        try {
            presence.update(connection, topic, state).toCompletableFuture().join();
        } catch (CompletionException e) {
            throw RejectedException.of(e.getCause());
        }
        return Response.noContent().build();
    }

    private static Topic topic(Query query) {
        List<String> topics = query.all("topic");
        if (topics.size() != 1) {
            throw TOPIC_INVALID.because("the parameter topic must be given exactly once");
        }
        return new Topic(topics.get(0)).requirePublishable();
    }
}

package dev.sluice.admin;

import dev.sluice.access.Visitor;
import dev.sluice.event.TopicFilter;
import dev.sluice.http.Gate;
import dev.sluice.http.Query;
import dev.sluice.hub.Hub;
import dev.sluice.journal.TopicDirectory;
import dev.sluice.session.Clients;
import dev.sluice.wire.JsonText;
import dev.sluice.wire.JsonValues;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** {@code GET /api/topics}: the topics of the journal in order, page by page. For administrators. */
@AdministratorsOnly
@Path("topics")
@Produces(MediaType.APPLICATION_JSON)
public class TopicsResource {

    private static final int MAX_LIMIT = 200;
    private static final int DEFAULT_LIMIT = 50;

    @Inject
    private TopicDirectory directory;

    @Inject
    private Hub hub;

    @GET
    public Response list(@Context HttpServletRequest request) {
        Visitor visitor = Gate.visitorOf(request);
        Query query = Query.of(request);
        TopicFilter filter = query.first("topic").map(TopicFilter::new).orElse(TopicFilter.ALL);
        int limit = query.number("limit", 1, MAX_LIMIT).orElse(DEFAULT_LIMIT);
        TopicDirectory.Listing listing = hub.find(
                Clients.callerKeyOf(visitor),
                directory.list(filter, query.first("after").orElse(""), limit));
        JsonText json = new JsonText()
                .raw(
                        "topics",
                        listing.entries().stream().map(TopicsResource::json).collect(JsonText.array()))
                .member("more", listing.next().isPresent());
        listing.next().ifPresent(next -> json.member("after", next));
        return Response.ok(json.end())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private static String json(TopicDirectory.Entry entry) {
        TopicDirectory.Headline newest = entry.newest();
        JsonText last = new JsonText()
                .member("id", newest.id().toString())
                .member("time", JsonValues.time(newest.time()))
                .member("contentType", newest.contentType().value());
        if (!newest.type().isNone()) {
            last.member("event", newest.type().value());
        }
        if (!newest.eventKey().isNone()) {
            last.member("subject", newest.eventKey().value());
        }
        return new JsonText()
                .member("topic", entry.topic().value())
                .member("events", entry.events())
                .member("moreEvents", entry.more())
                .raw("last", last.end())
                .end();
    }
}

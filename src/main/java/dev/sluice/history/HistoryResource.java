package dev.sluice.history;

import static dev.sluice.event.Rejection.PARAMETER_INVALID;

import dev.sluice.access.Visitor;
import dev.sluice.event.Filters;
import dev.sluice.http.Gate;
import dev.sluice.http.Query;
import dev.sluice.http.ReadParameters;
import dev.sluice.hub.Hub;
import dev.sluice.hub.Start;
import dev.sluice.journal.Journal;
import dev.sluice.journal.SteppedSearch;
import dev.sluice.policy.Admission;
import dev.sluice.session.Clients;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** {@code GET /api/events} with {@code Accept: application/json}. */
@Path("events")
public class HistoryResource {

    private static final int MAX_LIMIT = 1_000;
    private static final int DEFAULT_LIMIT = 100;

    @Inject
    private Admission admission;

    @Inject
    private Journal journal;

    @Inject
    private Hub hub;

    /** Preferred over the stream for a client that accepts any type, such as curl, since a page ends. */
    @GET
    @Produces(MediaType.APPLICATION_JSON + ";qs=1")
    public Response page(@Context HttpServletRequest request) {
        Visitor visitor = Gate.visitorOf(request);
        admission.requireReader(visitor);
        Query query = Query.of(request);
        ReadParameters parameters = new ReadParameters(query);
        Filters wanted = admission.requireRead(visitor, parameters.topics(), List.of());
        if (query.first("format").isPresent()) {
            throw PARAMETER_INVALID.because("the parameter format is for streams only: the history has one format");
        }
        int limit = query.number("limit", 1, MAX_LIMIT).orElse(DEFAULT_LIMIT);
        Start start = parameters.start().orElse(new Start.Earliest());
        Filters filters = admission.admitRead(visitor, wanted);
        SteppedSearch<HistoryPage> search =
                start.in(journal, filters).then(opening -> new HistoryPage(journal, filters, limit, opening));
        HistoryPage page = hub.find(Clients.callerKeyOf(visitor), search);
        return Response.ok(page.toJson())
                // the same URL also gives the stream, and later answers have more events
                .header(HttpHeaders.VARY, "Accept, Origin")
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .build();
    }
}

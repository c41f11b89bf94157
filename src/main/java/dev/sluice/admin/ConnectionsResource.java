package dev.sluice.admin;

import static dev.sluice.event.Rejection.PARAMETER_INVALID;

import dev.sluice.access.Visitor;
import dev.sluice.event.ConnectionId;
import dev.sluice.event.Filters;
import dev.sluice.event.Topic;
import dev.sluice.http.Gate;
import dev.sluice.http.Query;
import dev.sluice.hub.Connection;
import dev.sluice.hub.Hub;
import dev.sluice.session.Clients;
import dev.sluice.wire.JsonText;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** {@code GET /api/connections}: the connections of this node, page by page. For administrators. */
@AdministratorsOnly
@Path("connections")
@Produces(MediaType.APPLICATION_JSON)
public class ConnectionsResource {

    private static final Set<String> PROTOCOLS = Set.of("sse", "websocket");
    private static final int MAX_LIMIT = 1_000;
    private static final int DEFAULT_LIMIT = 100;

    /** A connection with a copy of its sort key, which may change during the sort. */
    private record Ranked(Connection connection, String id, long lag) {

        static Ranked of(Connection connection) {
            return new Ranked(connection, connection.id().value(), connection.lag());
        }
    }

    @Inject
    private Hub hub;

    @Inject
    private ConnectionJson json;

    @GET
    public Response list(@Context HttpServletRequest request) {
        Visitor visitor = Gate.visitorOf(request);
        Query query = Query.of(request);
        int limit = query.number("limit", 1, MAX_LIMIT).orElse(DEFAULT_LIMIT);
        boolean byLag = byLag(query);
        String after =
                query.first("after").map(id -> new ConnectionId(id).value()).orElse("");
        if (byLag && !after.isEmpty()) {
            throw PARAMETER_INVALID.because(
                    "after is not available with order=lag, since the lag of a connection changes");
        }
        List<Ranked> matching =
                hub.connections().filter(wanted(query)).map(Ranked::of).toList();
        List<Ranked> page = matching.stream()
                .filter(each -> each.id().compareTo(after) > 0)
                .sorted(byLag ? Comparator.comparingLong(Ranked::lag).reversed() : Comparator.comparing(Ranked::id))
                .limit(limit + 1L)
                .toList();
        String connections =
                json.brief(page.stream().limit(limit).map(Ranked::connection).toList(), Clients.callerKeyOf(visitor));
        return Response.ok(new JsonText()
                        .raw("connections", connections)
                        .member("total", matching.size())
                        .member("more", page.size() > limit)
                        .end())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private static boolean byLag(Query query) {
        String order = query.first("order").orElse("connection");
        if (!order.equals("connection") && !order.equals("lag")) {
            throw PARAMETER_INVALID.because("order must be connection or lag");
        }
        return order.equals("lag");
    }

    private static Predicate<Connection> wanted(Query query) {
        Optional<String> protocol = query.first("protocol");
        if (protocol.filter(name -> !PROTOCOLS.contains(name)).isPresent()) {
            throw PARAMETER_INVALID.because("protocol must be sse or websocket");
        }
        Optional<String> subject = query.first("subject");
        Optional<String> address = query.first("address");
        Optional<Topic> topic = query.first("topic").map(Topic::new);
        return connection -> {
            Visitor visitor = Clients.visitorOf(connection);
            return protocol.stream().allMatch(connection.protocol()::equals)
                    && (subject.isEmpty() || subject.equals(visitor.caller().subject()))
                    && address.stream().allMatch(visitor.address()::equals)
                    && topic.stream().allMatch(each -> receives(connection, each));
        };
    }

    private static boolean receives(Connection connection, Topic topic) {
        return connection.filters().stream().anyMatch((Filters filters) -> filters.matches(topic));
    }
}

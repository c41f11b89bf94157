package dev.sluice.admin;

import static dev.sluice.event.Rejection.TOKEN_MISSING;

import dev.sluice.access.Access;
import dev.sluice.access.Caller;
import dev.sluice.access.Token;
import dev.sluice.event.TopicFilter;
import dev.sluice.http.Gate;
import dev.sluice.http.Headers;
import dev.sluice.runtime.NodeClock;
import dev.sluice.settings.Settings;
import dev.sluice.wire.JsonText;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * {@code /api/session}: the token as a cookie that no script sees, for {@code EventSource} and {@code WebSocket}, which
 * can send no header; and whom the gateway takes its bearer for.
 */
@Path("session")
public class SessionResource {

    /** Longer than the token: an {@code EventSource} that comes back is to be told that it has expired. */
    private static final Duration LONGER = Duration.ofDays(30);

    @Inject
    private Settings settings;

    @Inject
    @NodeClock
    private Clock clock;

    /** Whom the gateway takes the caller for: a page cannot see its cookie, nor whose it is by now. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response whose(@Context HttpServletRequest request) {
        Caller caller = Gate.visitor(request).caller();
        JsonText json = new JsonText();
        caller.subject().ifPresent(subject -> json.member("subject", subject));
        json.raw("publish", array(caller.grants().publish()))
                .raw("read", array(caller.grants().read()))
                .member("admin", caller.grants().administer())
                .member("metrics", caller.grants().metrics());
        return Response.ok(json.end())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /** From the header of this request. */
    @POST
    public Response begin(@Context HttpServletRequest request) {
        String value = Access.tokenIn(Headers.of(request).lines("Authorization"))
                .orElseThrow(() -> TOKEN_MISSING.because("a session begins with a token in the header Authorization"));
        Token token = Gate.visitor(request).caller().requireToken();
        long seconds =
                Duration.between(clock.instant(), token.expires()).plus(LONGER).toSeconds();
        return answer(cookie(request).value(value).maxAge((int) Math.min(Integer.MAX_VALUE, seconds)));
    }

    @DELETE
    public Response end(@Context HttpServletRequest request) {
        return answer(cookie(request).value("").maxAge(0));
    }

    private NewCookie.Builder cookie(HttpServletRequest request) {
        return new NewCookie.Builder(settings.tokens().cookie())
                .path(request.getContextPath() + "/")
                .httpOnly(true)
                .secure(true)
                .sameSite(NewCookie.SameSite.STRICT);
    }

    private static String array(List<TopicFilter> filters) {
        return filters.stream().map(filter -> JsonText.quoted(filter.value())).collect(JsonText.array());
    }

    private static Response answer(NewCookie.Builder cookie) {
        return Response.noContent().cookie(cookie.build()).build();
    }
}

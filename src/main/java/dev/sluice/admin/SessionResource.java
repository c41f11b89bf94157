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
 * {@code /api/session}: stores a token in a cookie that scripts cannot read, since {@code EventSource} and {@code WebSocket}
 * cannot send headers; and shows the subject and the grants of the caller. For all callers.
 */
@Path("session")
public class SessionResource {

    /** The life of the cookie after the token: an {@code EventSource} that reconnects should learn that the token has expired. */
    private static final Duration ADDITIONAL_LIFE = Duration.ofDays(30);

    @Inject
    private Settings settings;

    @Inject
    @NodeClock
    private Clock clock;

    /** Shows the caller, since a page cannot read its cookie. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response show(@Context HttpServletRequest request) {
        Caller caller = Gate.visitorOf(request).caller();
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

    /** Stores the token of the header {@code Authorization} in a cookie. */
    @POST
    public Response begin(@Context HttpServletRequest request) {
        String value = Access.tokenIn(Headers.of(request).lines("Authorization"))
                .orElseThrow(() -> TOKEN_MISSING.because("a session needs a token in the header Authorization"));
        Token token = Gate.visitorOf(request).caller().requireToken();
        long seconds = Duration.between(clock.instant(), token.expires())
                .plus(ADDITIONAL_LIFE)
                .toSeconds();
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

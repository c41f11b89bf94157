package dev.sluice.http;

import static dev.sluice.event.Rejection.TOKEN_INVALID;

import dev.sluice.access.Credentials;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.List;
import java.util.Optional;

/** Collects the credentials of a request: header, cookie, query parameter, and the principal that the server has authenticated. */
final class ReceivedCredentials {

    private static final String QUERY_TOKEN = "access_token";

    private ReceivedCredentials() {}

    /** @throws dev.sluice.event.RejectedException {@code token-invalid} if the query has more than one token (RFC 6750, section 2) */
    static Credentials of(HttpServletRequest request, Headers headers, Optional<String> cookie) {
        List<String> tokens = Query.of(request).all(QUERY_TOKEN).stream()
                .filter(token -> !token.isEmpty())
                .toList();
        if (tokens.size() > 1) {
            throw TOKEN_INVALID.because("access_token is given more than once");
        }
        return new Credentials(
                headers.lines("Authorization"),
                cookie,
                tokens.stream().findFirst(),
                Optional.ofNullable(request.getUserPrincipal()).map(Principal::getName),
                request::isUserInRole);
    }
}

package dev.sluice.access;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The credentials of a request, from all places that can have them.
 *
 * @param authorization the lines of the header {@code Authorization}
 * @param cookie the value of the gateway's cookie
 * @param query the parameter {@code access_token}
 * @param principal the user whom the server has authenticated
 * @param hasRole tests whether the user has a role
 */
public record Credentials(
        List<String> authorization,
        Optional<String> cookie,
        Optional<String> query,
        Optional<String> principal,
        Predicate<String> hasRole) {

    public static final Credentials NONE =
            new Credentials(List.of(), Optional.empty(), Optional.empty(), Optional.empty(), role -> false);

    /** An empty cookie or parameter counts as absent. */
    public Credentials {
        authorization = List.copyOf(authorization);
        cookie = cookie.filter(token -> !token.isEmpty());
        query = query.filter(token -> !token.isEmpty());
    }

    /** Contains neither a token nor a principal, because the text may be logged. */
    @Override
    public String toString() {
        return "credentials";
    }
}

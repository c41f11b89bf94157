package dev.sluice.access;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The credentials of a request.
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

    /** An empty one is none, as everywhere. */
    public Credentials {
        authorization = List.copyOf(authorization);
        cookie = cookie.filter(token -> !token.isEmpty());
        query = query.filter(token -> !token.isEmpty());
    }

    /** Neither a token nor a principal: this may end up in a log. */
    @Override
    public String toString() {
        return "credentials";
    }
}

package dev.sluice.http;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Finds the cookie that holds a token. */
final class TokenCookie {

    private TokenCookie() {}

    /**
     * Gives the value of the cookie; empty if it is missing or blank. For a cookie that the server cannot parse, gives the whole
     * header, which is an invalid token and not a missing one.
     */
    static Optional<String> of(HttpServletRequest request, String name) {
        List<String> headers = Headers.of(request).filled("Cookie");
        if (headers.isEmpty()) {
            // getCookies() would allocate memory that the server keeps for as long as a stream is open
            return Optional.empty();
        }
        return Optional.ofNullable(request.getCookies()).stream()
                .flatMap(Arrays::stream)
                .filter(cookie -> cookie.getName().equals(name))
                .map(Cookie::getValue)
                .findFirst()
                .or(() -> headers.stream()
                        .filter(header -> contains(header, name + '='))
                        .findFirst())
                .filter(value -> !value.isEmpty());
    }

    /** Whether a cookie starts with the text; another cookie whose name only ends alike does not count. */
    private static boolean contains(String header, String beginning) {
        for (int at = header.indexOf(beginning); at >= 0; at = header.indexOf(beginning, at + 1)) {
            if (at == 0 || " \t;,".indexOf(header.charAt(at - 1)) >= 0) {
                return true;
            }
        }
        return false;
    }
}

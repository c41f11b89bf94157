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
     * The value of the cookie, none if it is empty; a cookie that the server cannot read is a token that does not hold, and not
     * a missing one.
     */
    static Optional<String> of(HttpServletRequest request, String name) {
        List<String> headers = Headers.of(request).filled("Cookie");
        if (headers.isEmpty()) {
            // asked for cookies, the server makes room for them, and keeps it as long as the stream
            return Optional.empty();
        }
        return Optional.ofNullable(request.getCookies()).stream()
                .flatMap(Arrays::stream)
                .filter(cookie -> cookie.getName().equals(name))
                .map(Cookie::getValue)
                .findFirst()
                .or(() -> headers.stream()
                        .filter(header -> isIn(header, name + '='))
                        .findFirst())
                .filter(value -> !value.isEmpty());
    }

    /** Not the cookie of another application whose name ends alike. */
    private static boolean isIn(String header, String beginning) {
        for (int at = header.indexOf(beginning); at >= 0; at = header.indexOf(beginning, at + 1)) {
            if (at == 0 || " \t;,".indexOf(header.charAt(at - 1)) >= 0) {
                return true;
            }
        }
        return false;
    }
}

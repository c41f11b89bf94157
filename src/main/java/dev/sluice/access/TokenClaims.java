package dev.sluice.access;

import static dev.sluice.event.Rejection.TOKEN_INVALID;

import dev.sluice.event.RejectedException;
import dev.sluice.event.Text;
import dev.sluice.wire.JsonMembers;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The claims of a token, each as the type that RFC 7519 demands. A claim that is null counts as absent. A refusal names the
 * claim and what it must be, but never its value.
 *
 * <p>The claims are parsed by the server's JSON parser: the one of the token library refuses a large number without naming
 * the claim.
 */
record TokenClaims(JsonObject json) {

    private static final int LONGEST_NAME = 255;

    /** The last second of the year 9999; a later date can only be a mistake, such as milliseconds in place of seconds. */
    private static final BigDecimal LAST_SECOND = BigDecimal.valueOf(253_402_300_799L);

    private static final int MILLIS = 3;

    private JsonMembers members() {
        return JsonMembers.of(json, TOKEN_INVALID).strict().labelled(claim -> "the claim " + claim + " of the token");
    }

    /** A claim that is an object, with members that are claims of their own. */
    Optional<JsonObject> object(String claim) {
        return members().value(claim).map(value -> {
            if (value instanceof JsonObject object) {
                return object;
            }
            throw invalid(claim, "an object");
        });
    }

    /** A claim that is a string. */
    Optional<String> text(String claim) {
        return members().wellFormedText(claim);
    }

    /** A claim that is a string or an array of strings. */
    List<String> texts(String claim) {
        return json.get(claim) instanceof JsonArray
                ? members().texts(claim)
                : text(claim).stream().toList();
    }

    /** A claim that names a caller or its token: it counts, shows and revokes them. */
    Optional<String> name(String claim) {
        Optional<String> name = text(claim);
        if (name.filter(text -> text.isEmpty() || text.length() > LONGEST_NAME || !Text.isPlain(text))
                .isPresent()) {
            throw invalid(claim, "a string of 1 to " + LONGEST_NAME + " characters without control characters");
        }
        return name;
    }

    Instant requireTime(String claim) {
        return time(claim).orElseThrow(() -> invalid(claim, "present: a number of seconds since 1970"));
    }

    /** A claim that is a NumericDate: seconds since 1970, with or without a fraction. */
    Optional<Instant> time(String claim) {
        return members().number(claim).map(number -> {
            BigDecimal seconds = number.bigDecimalValue();
            // compared first: movePointRight would write out all digits of a number such as 1e999999999
            if (seconds.signum() < 0 || seconds.compareTo(LAST_SECOND) > 0) {
                throw invalid(claim, "a number of seconds between 1970 and the year 10000");
            }
            return Instant.ofEpochMilli(seconds.movePointRight(MILLIS).longValue());
        });
    }

    private RejectedException invalid(String claim, String right) {
        return members().invalid(claim, right);
    }
}

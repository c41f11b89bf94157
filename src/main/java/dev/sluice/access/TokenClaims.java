package dev.sluice.access;

import static dev.sluice.event.Rejection.TOKEN_INVALID;

import dev.sluice.event.RejectedException;
import dev.sluice.event.Text;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The claims of a token, each as what RFC 7519 says it is. A claim that is null is none. A refusal names the claim and what
 * would be right, and never the value.
 *
 * <p>Read by the server's JSON: the token library's own refuses a large number without a word of which claim it is.
 */
record TokenClaims(JsonObject json) {

    private static final int LONGEST_NAME = 255;

    /** The last second of the year 9999: what is later is no date that anybody means. */
    private static final BigDecimal LAST_SECOND = BigDecimal.valueOf(253_402_300_799L);

    private static final int MILLIS = 3;

    /** The claim as it is; {@link JsonValue#NULL} if there is none. */
    JsonValue get(String claim) {
        return json.getOrDefault(claim, JsonValue.NULL);
    }

    /** A string, or nothing. */
    Optional<String> text(String claim) {
        JsonValue value = get(claim);
        if (value instanceof JsonString text && Text.isWellFormed(text.getString())) {
            return Optional.of(text.getString());
        }
        if (value == JsonValue.NULL) {
            return Optional.empty();
        }
        throw invalid(claim, "a string");
    }

    /** A string, or a list of them. */
    List<String> texts(String claim) {
        if (!(get(claim) instanceof JsonArray list)) {
            return text(claim).stream().toList();
        }
        if (!list.stream().allMatch(JsonString.class::isInstance)) {
            throw invalid(claim, "a string, or a list of strings");
        }
        return list.getValuesAs(JsonString.class).stream()
                .map(JsonString::getString)
                .toList();
    }

    /** A name by which a caller is counted, shown and revoked. */
    Optional<String> name(String claim) {
        Optional<String> name = text(claim);
        if (name.filter(text -> text.isEmpty() || text.length() > LONGEST_NAME || !Text.isPlain(text))
                .isPresent()) {
            throw invalid(claim, "1 to " + LONGEST_NAME + " characters, without control characters");
        }
        return name;
    }

    Instant requireTime(String claim) {
        return time(claim).orElseThrow(() -> invalid(claim, "a number of seconds since 1970, and has to be there"));
    }

    /** A NumericDate: seconds since 1970, with a fraction or without. */
    Optional<Instant> time(String claim) {
        JsonValue value = get(claim);
        if (value == JsonValue.NULL) {
            return Optional.empty();
        }
        if (value instanceof JsonNumber number) {
            BigDecimal seconds = number.bigDecimalValue();
            // compared first: a number such as 1e999999999 would otherwise be written out
            if (seconds.signum() >= 0 && seconds.compareTo(LAST_SECOND) <= 0) {
                return Optional.of(
                        Instant.ofEpochMilli(seconds.movePointRight(MILLIS).longValue()));
            }
        }
        throw invalid(claim, "a number of seconds since 1970, and before the year 10000");
    }

    private static RejectedException invalid(String claim, String right) {
        return TOKEN_INVALID.because("the claim " + claim + " of the token is " + right);
    }
}

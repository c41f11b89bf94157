package dev.sluice.access;

import static dev.sluice.event.Rejection.TOKEN_INVALID;

import dev.sluice.event.RejectedException;
import dev.sluice.wire.Jsons;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * The text of a token: a header, claims and a signature in base64url, separated by dots (RFC 7515, section 7.1). This parser
 * is stricter than the token library, which skips characters that are not base64url, accepts text behind the JSON of a part,
 * and accepts an empty {@code crit}. A refusal names the part.
 */
record CompactToken(String header, String claims, String signature) {

    private static final int PARTS = 3;

    /**
     * Parses a token without verifying its signature.
     *
     * @throws RejectedException {@code token-invalid} if the token is malformed
     */
    static CompactToken parse(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != PARTS) {
            throw TOKEN_INVALID.because(
                    "the token must have three parts, separated by dots: header, claims, signature");
        }
        CompactToken parsed = new CompactToken(parts[0], parts[1], parts[2]);
        requireCritical(object(text(parsed.header, "header"), "header"));
        bytes(parsed.claims, "claims");
        if (bytes(parsed.signature, "signature").length == 0) {
            throw TOKEN_INVALID.because("the token has an empty signature: it must be signed");
        }
        return parsed;
    }

    /** Parses the claims; call it only after the signature has been verified. */
    TokenClaims readClaims() {
        return new TokenClaims(object(text(claims, "claims"), "claims"));
    }

    private static byte[] bytes(String part, String name) {
        if (part.indexOf('=') < 0) {
            try {
                return Base64.getUrlDecoder().decode(part);
            } catch (IllegalArgumentException e) {
                // refused below, like padding
            }
        }
        throw TOKEN_INVALID.because("the " + name + " of the token must be base64url without padding");
    }

    private static String text(String part, String name) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(part, name)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw TOKEN_INVALID.because("the " + name + " of the token must be UTF-8");
        }
    }

    /** Parses one JSON object, and refuses a text that continues behind it. */
    private static JsonObject object(String text, String name) {
        try {
            if (Jsons.parse(text, name) instanceof JsonObject object) {
                return object;
            }
        } catch (RejectedException malformed) {
            // refused below, by the code for tokens
        }
        throw TOKEN_INVALID.because(
                "the " + name + " of the token must be one JSON object that is not nested too deep, and no more text");
    }

    /** Checks {@code crit} by RFC 7515, section 4.1.11. The library checks whether it understands the names. */
    private static void requireCritical(JsonObject header) {
        JsonValue critical = header.get("crit");
        if (critical == null) {
            return;
        }
        boolean holds = critical instanceof JsonArray names
                && !names.isEmpty()
                && names.stream().allMatch(JsonString.class::isInstance)
                && areMembers(names.getValuesAs(JsonString::getString), header);
        if (!holds) {
            throw TOKEN_INVALID.because(
                    "the crit in the header of the token must be a non-empty list of members of the header");
        }
    }

    private static boolean areMembers(List<String> names, JsonObject header) {
        return header.keySet().containsAll(names) && names.stream().distinct().count() == names.size();
    }
}

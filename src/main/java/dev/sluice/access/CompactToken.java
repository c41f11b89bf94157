package dev.sluice.access;

import static dev.sluice.event.Rejection.TOKEN_INVALID;

import dev.sluice.event.RejectedException;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * The text of a token: three parts in base64url between dots (RFC 7515, section 7.1), of which the first is a header. The token
 * library skips characters that are no base64url, and takes text behind the JSON of a part, and an empty {@code crit}. A refusal
 * names the part.
 */
record CompactToken(String header, String claims, String signature) {

    private static final JsonParserFactory PARSERS = JsonProvider.provider().createParserFactory(Map.of());

    private static final int PARTS = 3;

    /** @throws RejectedException {@code token-invalid}; that the signature holds has not been looked at */
    static CompactToken parse(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != PARTS) {
            throw TOKEN_INVALID.because("the token is not three parts between two dots: header, claims and signature");
        }
        CompactToken parsed = new CompactToken(parts[0], parts[1], parts[2]);
        requireCritical(object(text(parsed.header, "header"), "header"));
        bytes(parsed.claims, "claims");
        if (bytes(parsed.signature, "signature").length == 0) {
            throw TOKEN_INVALID.because("the signature of the token is missing");
        }
        return parsed;
    }

    /** Of a token whose signature holds. */
    TokenClaims readClaims() {
        return new TokenClaims(object(text(claims, "claims"), "claims"));
    }

    private static byte[] bytes(String part, String name) {
        if (part.indexOf('=') < 0) {
            try {
                return Base64.getUrlDecoder().decode(part);
            } catch (IllegalArgumentException e) {
                // refused below, as padding is
            }
        }
        throw TOKEN_INVALID.because("the " + name + " of the token: this part is base64url without padding");
    }

    private static String text(String part, String name) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(part, name)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw TOKEN_INVALID.because("the " + name + " of the token: this part is no UTF-8");
        }
    }

    /** One JSON object and nothing behind it. */
    private static JsonObject object(String text, String name) {
        try (JsonParser parser = PARSERS.createParser(new StringReader(text))) {
            if (parser.next() == JsonParser.Event.START_OBJECT) {
                JsonObject object = parser.getObject();
                if (!parser.hasNext()) {
                    return object;
                }
            }
        } catch (RuntimeException | StackOverflowError e) {
            // each implementation has exceptions of its own; the text is the only thing that can be wrong here
            throw noObject(name);
        }
        throw noObject(name);
    }

    private static RejectedException noObject(String name) {
        return TOKEN_INVALID.because(
                "the " + name + " of the token: this part is one JSON object, not too deep, with nothing behind it");
    }

    /** RFC 7515, section 4.1.11. Whether the names are understood is the library's affair. */
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
                    "the crit in the header of the token is a list of members of the header, and not empty");
        }
    }

    private static boolean areMembers(List<String> names, JsonObject header) {
        return header.keySet().containsAll(names) && names.stream().distinct().count() == names.size();
    }
}

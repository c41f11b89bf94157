package dev.sluice.wire;

import static dev.sluice.event.Rejection.BODY_INVALID;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import java.io.StringReader;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Parses and checks JSON that clients send; {@link JsonMembers} reads its members. Faults are {@code body-invalid}. */
public final class Jsons {

    // the static methods of jakarta.json.Json search every jar of the server for a provider at each call, which took a
    // third of the time of a publish
    private static final JsonProvider PROVIDER = JsonProvider.provider();
    private static final JsonParserFactory PARSERS = PROVIDER.createParserFactory(Map.of());

    private Jsons() {}

    static JsonString string(String value) {
        return PROVIDER.createValue(value);
    }

    /** Returns a copy of the object without these members. */
    public static JsonObject without(JsonObject object, Set<String> members) {
        JsonObjectBuilder rest = PROVIDER.createObjectBuilder(object);
        members.forEach(rest::remove);
        return rest.build();
    }

    /** @param what names the text in the message of a refusal */
    public static JsonValue parse(String text, String what) {
        JsonScan.require(text, what, false);
        return whole(text, what, JsonParser::getValue);
    }

    /**
     * Refuses unpaired surrogates, also escaped ones, in a text that is known to be JSON.
     *
     * @throws dev.sluice.event.RejectedException {@code body-invalid}
     */
    public static void requireWhole(String json, String what) {
        JsonScan.require(json, what, true);
    }

    /** Checks a text that is kept unchanged, without building its values in memory. */
    public static void check(String text, String what) {
        JsonScan.require(text, what, true);
        whole(text, what, parser -> {
            while (parser.hasNext()) {
                parser.next();
            }
            return text;
        });
    }

    /** Reads one value, and refuses a text that continues behind it. */
    private static <T> T whole(String text, String what, Function<JsonParser, T> read) {
        try (JsonParser parser = PARSERS.createParser(new StringReader(text))) {
            parser.next();
            T value = read.apply(parser);
            if (!parser.hasNext()) {
                return value;
            }
        } catch (RuntimeException | StackOverflowError e) {
            // implementations differ in the exceptions for a text that is truncated or too deep, and one throws a plain
            // RuntimeException; only the text can be the cause here
            throw BODY_INVALID.because(what + " is not valid JSON, or nested too deep");
        }
        throw BODY_INVALID.because(what + " has more text behind its JSON value: it must be one value");
    }
}
